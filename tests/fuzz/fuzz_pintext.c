/* Whether the readers of pins in headers, commands, records and lists hold for any bytes, and
 * telling which of them it is does. */
#include <config.h>

#include "tests/fuzz/pins.h"
#include "util/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "hpkp", "curl", "wget", "tlsa", "gnutls-known-hosts",
					     "list", "pinlab" };

	for (size_t i = 0; i < PL_ARRAY_LEN(names); i++)
		check_format(names[i], data, size);
	check_format(NULL, data, size);
	return 0;
}
