/* A Network Security Configuration with TrustKit-Android's element. */
#include <config.h>

#include "pin/formats/list.h"
#include "pin/formats/nsc.h"

static bool looks_like(const char *file, struct pl_bytes text)
{
	(void)file;
	return pl_nsc_is(text) && pl_nsc_has_trustkit(text);
}

static bool read(struct pl_pinfile *out, struct pl_bytes text, struct pl_errors *errors)
{
	return pl_nsc_read(out, text, true, errors);
}

static bool write(const struct pl_pinset *set, const char *host, struct pl_buf *out,
		  struct pl_pin_losses *losses, struct pl_error *err)
{
	(void)host;
	(void)losses;
	(void)err;
	pl_nsc_write(set, true, out);
	return true;
}

const struct pl_pin_format pl_pin_format_trustkit_android = {
	.name = "trustkit-android",
	.summary = "TrustKit-Android: network_security_config.xml with <trustkit-config>",
	.client = "trustkit-android",
	.source = "TrustKit-Android config/TrustKitConfigurationParser.java",
	.binary = true,
	.any_name = true,
	.looks_like = looks_like,
	.read = read,
	.write = write,
};
