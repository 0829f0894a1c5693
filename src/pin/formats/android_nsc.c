/* Android's Network Security Configuration. */
#include <config.h>

#include "pin/formats/list.h"
#include "pin/formats/nsc.h"

static bool looks_like(const char *file, struct pl_bytes text)
{
	(void)file;
	return pl_nsc_is(text);
}

static bool read(struct pl_pinfile *out, struct pl_bytes text, struct pl_errors *errors)
{
	return pl_nsc_read(out, text, false, errors);
}

static bool write(const struct pl_pinset *set, const char *host, struct pl_buf *out,
		  struct pl_pin_losses *losses, struct pl_error *err)
{
	(void)host;
	(void)losses;
	(void)err;
	pl_nsc_write(set, false, out);
	return true;
}

const struct pl_pin_format pl_pin_format_android_nsc = {
	.name = "android-nsc",
	.summary = "Android: network_security_config.xml",
	.client = "android-nsc",
	.source = "frameworks/base, android/security/net/config/XmlConfigSource.java",
	.names = (const char *const[]){ "network_security_config.xml", ".xml", NULL },
	.binary = true, /* the XML reader knows its encodings, and what an APK holds */
	.any_name = true,
	.looks_like = looks_like,
	.read = read,
	.write = write,
};
