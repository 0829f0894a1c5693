/* Whether the readers of pins in source code hold for any bytes. */
#include <config.h>

#include "tests/fuzz/pins.h"
#include "util/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "okhttp", "flutter", "react-native", "urllib3" };

	for (size_t i = 0; i < PL_ARRAY_LEN(names); i++)
		check_format(names[i], data, size);
	return 0;
}
