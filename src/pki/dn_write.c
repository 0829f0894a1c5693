/* How does a name written by a person become a certificate's subject? */
#include <config.h>

#include "pki/internal.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define NOWHERE ((struct pl_pos){ .file = NULL })

/* The attribute types that RFC 5280 4.1.2.4 expects, and those of real CA names. */
static const struct {
	const char *name, *oid;
} types[] = {
	{ "C", "2.5.4.6" },
	{ "CN", "2.5.4.3" },
	{ "DC", "0.9.2342.19200300.100.1.25" },
	{ "EMAIL", "1.2.840.113549.1.9.1" },
	{ "emailAddress", "1.2.840.113549.1.9.1" },
	{ "L", "2.5.4.7" },
	{ "O", "2.5.4.10" },
	{ "OU", "2.5.4.11" },
	{ "organizationIdentifier", "2.5.4.97" },
	{ "serialNumber", "2.5.4.5" },
	{ "SN", "2.5.4.4" },
	{ "ST", "2.5.4.8" },
	{ "STREET", "2.5.4.9" },
	{ "T", "2.5.4.12" },
	{ "UID", "0.9.2342.19200300.100.1.1" },
};

static const char *find_oid(const char *name)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		if (strcasecmp(name, types[i].name) == 0)
			return types[i].oid;
	}
	return isdigit((unsigned char)*name) ? name : NULL;
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = c ? strchr(digits, tolower((unsigned char)c)) : NULL;

	return found ? (int)(found - digits) : -1;
}

/* RFC 4514 2.4: a backslash before two hex digits is one octet, before
 * anything else that character itself. */
static const char *unescape(const char *text, char *out)
{
	int high = hex_digit(text[1]), low = high < 0 ? -1 : hex_digit(text[2]);

	if (low >= 0) {
		*out = (char)(high << 4 | low);
		return text + 3;
	}
	*out = text[1];
	return text + (text[1] ? 2 : 1);
}

/* Reads "TYPE=value" up to an unescaped comma; yields what follows it. */
static const char *read_part(const char *text, struct pl_buf *type, struct pl_buf *value)
{
	struct pl_buf *into = type;
	size_t kept = 0; /* blanks at the end count only when escaped */
	char c;

	pl_buf_reset(type);
	pl_buf_reset(value);
	while (*text == ' ')
		text++;
	while (*text && *text != ',') {
		if (into == type && *text == '=') {
			into = value;
			text++;
			continue;
		}
		if (*text == '\\') {
			text = unescape(text, &c);
			kept = into->len + 1;
		} else {
			c = *text++;
			if (c != ' ')
				kept = into->len + 1;
		}
		pl_buf_putc(into, c);
	}
	if (into == value && value->len > kept)
		value->data[value->len = kept] = 0;
	return *text ? text + 1 : text;
}

bool pl_name_write(gnutls_x509_crt_t crt, const char *name, struct pl_error *err)
{
	struct pl_buf type = PL_BUF_INIT, value = PL_BUF_INIT;
	bool ok = true;

	for (const char *text = name; ok && *text;) {
		const char *oid;
		int code;

		text = read_part(text, &type, &value);
		oid = find_oid(pl_buf_str(&type));
		code = GNUTLS_E_PARSING_ERROR;
		if (oid && value.len)
			code = gnutls_x509_crt_set_dn_by_oid(crt, oid, 0, value.data,
							     (unsigned)value.len);
		if (code < 0)
			ok = pl_error_input(
				err, NOWHERE,
				"\"%s\" is no name for a certificate: \"%s=%s\" is not "
				"TYPE=VALUE with a known type, as in \"C=US, O=Lab, CN=Root\"",
				name, pl_buf_str(&type), pl_buf_str(&value));
	}
	pl_buf_clear(&type);
	pl_buf_clear(&value);
	return ok;
}

bool pl_subject_check(const char *subject, struct pl_pos pos, struct pl_error *err)
{
	struct pl_error inner = PL_ERROR_INIT;
	gnutls_x509_crt_t crt;
	int code;
	bool ok;

	if (!subject[strspn(subject, " ")])
		return pl_error_input(err, pos, "this subject is empty; write one like "
				      "\"C=US, O=Lab, CN=Root\"");
	code = gnutls_x509_crt_init(&crt);
	if (code < 0)
		return pl_error_environment(err, NULL, "no room for a name: %s",
					    gnutls_strerror(code));
	/* Nobody knows better what GnuTLS takes than GnuTLS. */
	ok = pl_name_write(crt, subject, &inner);
	gnutls_x509_crt_deinit(crt);
	if (!ok)
		pl_error_input(err, pos, "%s", inner.text);
	pl_error_clear(&inner);
	return ok;
}
