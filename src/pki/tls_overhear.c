/* Did the client say why it refuses, before it encrypted anything? */
#include <config.h>

#include "pki/tls_overhear.h"

#include "util/compiler.h"

#define TYPE_ALERT 21 /* RFC 8446 5.1; one that is encrypted is longer than two bytes */

static void end_header(struct pl_overheard *overheard)
{
	overheard->len = (size_t)overheard->header[3] << 8 | overheard->header[4];
}

static bool is_alert(const struct pl_overheard *overheard)
{
	return overheard->header[0] == TYPE_ALERT && overheard->len == PL_ARRAY_LEN(overheard->alert);
}

void pl_overhear(struct pl_overheard *overheard, const uint8_t *data, size_t len)
{
	const size_t head = PL_ARRAY_LEN(overheard->header);

	for (size_t i = 0; i < len; i++) {
		if (overheard->have < head)
			overheard->header[overheard->have] = data[i];
		else if (is_alert(overheard))
			overheard->alert[overheard->have - head] = data[i];
		overheard->have++;
		if (overheard->have == head)
			end_header(overheard);
		if (overheard->have < head || overheard->have < head + overheard->len)
			continue;
		overheard->heard = overheard->heard || is_alert(overheard);
		overheard->have = overheard->len = 0;
	}
}
