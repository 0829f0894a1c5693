/* What does one entry of an export tell, and of which certificate? */
#include <config.h>

#include "rehearsal/history_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pki/outline.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static const char *const names[PL_TOLDS] = {
	[PL_TOLD_NOT_BEFORE] = "not_before",
	[PL_TOLD_NOT_AFTER] = "not_after",
	[PL_TOLD_SERIAL] = "serial_number",
	[PL_TOLD_ISSUER] = "issuer_name",
	[PL_TOLD_COMMON_NAME] = "common_name",
	[PL_TOLD_NAMES] = "name_value",
	[PL_TOLD_ID] = "id",
	[PL_TOLD_CERT_SHA256] = "cert_sha256",
	[PL_TOLD_SPKI_SHA256] = "spki_sha256",
	[PL_TOLD_KEY_SHA256] = "key_sha256",
	[PL_TOLD_ISSUER_SPKI] = "issuer_spki_sha256",
	[PL_TOLD_ISSUER_CERT] = "issuer_cert_sha256",
	[PL_TOLD_ROOT_SPKI] = "root_spki_sha256",
	[PL_TOLD_DER] = "cert_der",
};

const char *pl_told_name(enum pl_told what)
{
	return names[what];
}

static bool is_told(const struct pl_record *record, enum pl_told what)
{
	return record->texts[what] && *record->texts[what];
}

/* What is wrong with one value; JSON has no positions, so its entry is named. */
static bool refuse(const struct pl_record *record, enum pl_told what, const char *why,
		   struct pl_error *err)
{
	struct pl_buf entry = PL_BUF_INIT;

	if (record->entry > 0)
		pl_buf_printf(&entry, "entry %zu: ", record->entry);
	pl_error_input(err, record->at[what], "%s%s: %s", pl_buf_str(&entry), names[what], why);
	pl_buf_clear(&entry);
	return false;
}

/* Dates are UTC where they do not say; fractions of seconds are cut off. */
static bool read_date(const struct pl_record *record, enum pl_told what, int64_t *out,
		      struct pl_error *err)
{
	const char *text = record->texts[what], *why;
	char plain[40];
	size_t len;

	if (!is_told(record, what))
		return refuse(record, what, "a date is needed", err);
	len = strcspn(text, ".");
	if (len >= sizeof(plain) - 1)
		return refuse(record, what, "this is no date; write 2027-08-03T09:00:00Z", err);
	memcpy(plain, text, len);
	plain[len] = '\0';
	if (pl_ends_with(plain, "+00:00") || pl_ends_with(plain, "-00:00"))
		plain[len -= 6] = '\0';
	if (len > 10 && plain[len - 1] != 'Z')
		strcpy(plain + len, "Z");
	return pl_time_parse(plain, out, &why) || refuse(record, what, why, err);
}

/* A SHA-256 in hex, colons allowed, or base64, as pins are written. *known: it was told. */
static bool read_digest(const struct pl_record *record, enum pl_told what, uint8_t out[32],
			bool *known, struct pl_error *err)
{
	const char *text = record->texts[what];
	char hex[65];
	size_t n = 0, len = 32;

	*known = is_told(record, what);
	if (!*known)
		return true;
	if (pl_starts_with(text, "sha256/"))
		text += 7;
	for (const char *at = text; *at && n < sizeof(hex) - 1; at++)
		if (*at != ':')
			hex[n++] = *at;
	if (n == 64 && pl_hex_decode(hex, n, out, &len) && len == 32)
		return true;
	len = 32;
	if (pl_base64_decode(text, strlen(text), out, &len) && len == 32)
		return true;
	return refuse(record, what, "a SHA-256 has 64 hex digits, or 44 characters of base64", err);
}

static bool read_serial(const struct pl_record *record, uint8_t out[32], size_t *len,
			struct pl_error *err)
{
	const char *text = record->texts[PL_TOLD_SERIAL];
	char hex[65];
	size_t n = 0;

	*len = 0;
	if (!is_told(record, PL_TOLD_SERIAL))
		return true;
	while (*text == '0' || *text == ':')
		text++;
	n = strlen(text);
	if (n >= sizeof(hex) - 1)
		return refuse(record, PL_TOLD_SERIAL, "longer than 32 octets", err);
	snprintf(hex, sizeof(hex), "%s%s", n % 2 ? "0" : "", text);
	*len = 32;
	return pl_hex_decode(hex, strlen(hex), out, len) ||
	       refuse(record, PL_TOLD_SERIAL, "hex digits are needed", err);
}

char *pl_name_plain(const char *text)
{
	struct pl_buf out = PL_BUF_INIT;
	bool quoted = false;

	for (; text && *text; text++) {
		if (*text == '"') {
			quoted = !quoted;
		} else if (*text == '\\' && text[1]) {
			pl_buf_putc(&out, *++text);
		} else if (*text == ',' && !quoted) {
			pl_buf_putc(&out, '\n');
			while (text[1] == ' ')
				text++;
		} else {
			pl_buf_putc(&out, *text);
		}
	}
	return pl_buf_take(&out);
}

/* Two who tell of the same certificate agree on issuer, serial number and dates; where there is no
 * serial number, on its key. Half a certificate, made for the logs, has them all too. */
static void put_key(struct pl_buf *key, const struct pl_cert *cert)
{
	char *issuer = pl_name_plain(cert->issuer);
	size_t skip = 0;

	while (skip < cert->serial_len && cert->serial[skip] == 0)
		skip++;
	pl_buf_printf(key, "%lld %lld %s ", (long long)cert->not_before,
		      (long long)cert->not_after, cert->serial_len ? issuer : "");
	if (cert->serial_len)
		pl_buf_add(key, cert->serial + skip, cert->serial_len - skip);
	else if (!(cert->unknown & PL_UNKNOWN_CERTIFICATE))
		pl_buf_add(key, cert->sha256, 32);
	else
		pl_buf_add(key, cert->spki_sha256, 32);
	free(issuer);
}

const char *pl_history_file(struct pl_history *history, const char *file)
{
	for (size_t i = history->n_files; i-- > 0;) {
		if (pl_streq(history->files[i], file))
			return history->files[i];
	}
	return *PL_PUSH(history->files, history->n_files, history->cap_files) = pl_strdup(file);
}

/* The place of what is known of this certificate; a new one where nothing is. NULL with *err. */
static struct pl_past *place_of(struct pl_history *history, const struct pl_cert *cert,
				struct pl_pos pos, size_t entry, struct pl_error *err)
{
	struct pl_buf key = PL_BUF_INIT;
	struct pl_past *past = NULL;
	uintptr_t place;

	put_key(&key, cert);
	place = (uintptr_t)pl_map_get_n(&history->joined, key.data, key.len);
	if (place > 0) {
		past = &history->pasts[place - 1];
	} else if (history->n == PL_HISTORY_MAX_CERTS) {
		pl_error_input(err, pos, "more than %d certificates; take a part of them", PL_HISTORY_MAX_CERTS);
	} else {
		past = PL_PUSH(history->pasts, history->n, history->cap);
		*past = (struct pl_past){
			.file = pl_history_file(history, pos.file),
			.line = pos.line,
			.column = pos.column,
			.entry = entry,
		};
		pl_map_set_n(&history->joined, key.data, key.len, (void *)(uintptr_t)history->n);
	}
	pl_buf_clear(&key);
	return past;
}

/* All that is known of one half and the other. */
static struct pl_cert *unite(const struct pl_cert *a, const struct pl_cert *b)
{
	struct pl_outline known = {
		.subject = *a->subject ? a->subject : b->subject,
		.issuer = *a->issuer ? a->issuer : b->issuer,
		.common_name = a->common_name ? a->common_name : b->common_name,
		.serial = a->serial_len ? a->serial : b->serial,
		.serial_len = a->serial_len ? a->serial_len : b->serial_len,
		.not_before = a->not_before,
		.not_after = a->not_after,
		.dns = (const char *const *)(a->n_dns ? a->dns : b->dns),
		.n_dns = a->n_dns ? a->n_dns : b->n_dns,
	};
	const struct pl_cert *both[] = { a, b };

	for (size_t i = 0; i < 2; i++) {
		if (!(both[i]->unknown & PL_UNKNOWN_CERTIFICATE))
			known.sha256 = both[i]->sha256;
		if (!(both[i]->unknown & PL_UNKNOWN_SPKI))
			known.spki_sha256 = both[i]->spki_sha256;
		if (!(both[i]->unknown & PL_UNKNOWN_KEY))
			known.key_sha256 = both[i]->key_sha256;
	}
	return pl_cert_outline(&known);
}

/* Takes the certificate. One with all its bytes beats an outline. */
static void put_cert(struct pl_past *past, struct pl_cert *cert)
{
	struct pl_cert *before = past->cert;

	if (!before || (pl_cert_is_outline(before) && !pl_cert_is_outline(cert))) {
		past->cert = cert;
		pl_cert_unref(before);
	} else {
		if (pl_cert_is_outline(before)) {
			past->cert = unite(before, cert);
			pl_cert_unref(before);
		}
		pl_cert_unref(cert);
	}
}

/* What a precertificate tells of the certificate that was made of it. */
static struct pl_cert *outline_of(const struct pl_cert *precert)
{
	const struct pl_outline known = {
		.subject = precert->subject,
		.issuer = precert->issuer,
		.common_name = precert->common_name,
		.spki_sha256 = precert->spki_sha256,
		.key_sha256 = precert->key_sha256,
		.serial = precert->serial,
		.serial_len = precert->serial_len,
		.not_before = precert->not_before,
		.not_after = precert->not_after,
		.dns = (const char *const *)precert->dns,
		.n_dns = precert->n_dns,
	};

	return pl_cert_outline(&known);
}

bool pl_history_add_leaf(struct pl_history *history, struct pl_cert *cert, struct pl_pos pos,
			 size_t entry, struct pl_chain *sent, struct pl_error *err)
{
	bool pre = pl_cert_is_precertificate(cert);
	struct pl_past *past = place_of(history, cert, pos, entry, err);

	if (!past)
		return false;
	history->told++;
	put_cert(past, pre ? outline_of(cert) : pl_cert_ref(cert));
	past->precertificate = pl_cert_is_outline(past->cert) && (pre || past->precertificate);
	if (sent && !past->sent)
		past->sent = pl_chain_ref(sent);
	return true;
}

/* Names that are separated by line ends, blanks or commas; caller frees the array and `copy`. */
static const char **split_names(const char *text, char **copy, size_t *n)
{
	const char **words = NULL;
	size_t cap = 0;
	char *rest, *word;

	*n = 0;
	*copy = pl_strdup(text ? text : "");
	for (word = strtok_r(*copy, "\r\n ,;", &rest); word; word = strtok_r(NULL, "\r\n ,;", &rest))
		*PL_PUSH(words, *n, cap) = word;
	return words;
}

/* Mail addresses and the like are names of no server. */
static size_t keep_host_names(const char **words, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (!strchr(words[i], '@') && strchr(words[i], '.'))
			words[kept++] = words[i];
	return kept;
}

static bool read_der(struct pl_history *history, const struct pl_record *record,
		     struct pl_cert **out, struct pl_error *err)
{
	const char *text = record->texts[PL_TOLD_DER];
	struct pl_error why = PL_ERROR_INIT;
	size_t len;
	uint8_t *der;

	*out = NULL;
	if (!is_told(record, PL_TOLD_DER))
		return true;
	len = strlen(text);
	der = pl_malloc(len + 1);
	if (pl_base64_decode(text, strlen(text), der, &len))
		*out = pl_cert_parse(history->pki, (struct pl_bytes){ der, len }, NULL, &why);
	else
		pl_error_input(&why, record->at[PL_TOLD_DER], "this is not base64");
	free(der);
	if (!*out)
		refuse(record, PL_TOLD_DER, why.text, err);
	pl_error_clear(&why);
	return *out != NULL;
}

/* What the record says besides the certificate itself. */
static bool put_issuer(const struct pl_record *record, struct pl_past *past, struct pl_error *err)
{
	uint8_t digest[32];
	bool known;

	if (!read_digest(record, PL_TOLD_ISSUER_SPKI, digest, &known, err))
		return false;
	if (known)
		memcpy(past->issuer_spki, digest, 32);
	past->has_issuer_spki |= known;
	if (!read_digest(record, PL_TOLD_ISSUER_CERT, digest, &known, err))
		return false;
	if (known)
		memcpy(past->issuer_sha256, digest, 32);
	past->has_issuer_sha256 |= known;
	if (!read_digest(record, PL_TOLD_ROOT_SPKI, digest, &known, err))
		return false;
	if (known)
		memcpy(past->root_spki, digest, 32);
	past->has_root_spki |= known;
	if (!past->id && is_told(record, PL_TOLD_ID))
		past->id = pl_strdup(record->texts[PL_TOLD_ID]);
	return true;
}

/* The digests and the serial number that an outline is made with. */
struct digests {
	uint8_t cert[32], spki[32], key[32], serial[32];
	bool has_cert, has_spki, has_key;
	size_t serial_len;
};

static bool read_outline(const struct pl_record *record, struct pl_outline *out,
			 struct digests *digests, struct pl_error *err)
{
	if (!read_date(record, PL_TOLD_NOT_BEFORE, &out->not_before, err) ||
	    !read_date(record, PL_TOLD_NOT_AFTER, &out->not_after, err) ||
	    !read_digest(record, PL_TOLD_CERT_SHA256, digests->cert, &digests->has_cert, err) ||
	    !read_digest(record, PL_TOLD_SPKI_SHA256, digests->spki, &digests->has_spki, err) ||
	    !read_digest(record, PL_TOLD_KEY_SHA256, digests->key, &digests->has_key, err) ||
	    !read_serial(record, digests->serial, &digests->serial_len, err))
		return false;
	if (out->not_after < out->not_before)
		return refuse(record, PL_TOLD_NOT_AFTER, "it ends before it begins", err);
	out->sha256 = digests->has_cert ? digests->cert : NULL;
	out->spki_sha256 = digests->has_spki ? digests->spki : NULL;
	out->key_sha256 = digests->has_key ? digests->key : NULL;
	out->serial = digests->serial;
	out->serial_len = digests->serial_len;
	return true;
}

static struct pl_cert *make_outline(const struct pl_record *record, struct pl_error *err)
{
	const char *name = record->texts[PL_TOLD_COMMON_NAME];
	struct pl_outline known = { 0 };
	struct digests digests;
	struct pl_cert *cert = NULL;
	const char **dns;
	char *copy;

	dns = split_names(is_told(record, PL_TOLD_NAMES) ? record->texts[PL_TOLD_NAMES] : name, &copy,
			  &known.n_dns);
	known.n_dns = keep_host_names(dns, known.n_dns);
	known.dns = dns;
	known.common_name = name && *name ? name : known.n_dns ? dns[0] : NULL;
	known.subject = known.common_name ? known.common_name : "a certificate";
	known.issuer = record->texts[PL_TOLD_ISSUER];
	if (read_outline(record, &known, &digests, err))
		cert = pl_cert_outline(&known);
	free(dns);
	free(copy);
	return cert;
}

bool pl_history_tell(struct pl_history *history, const struct pl_record *record,
		     struct pl_error *err)
{
	struct pl_cert *whole, *outline;
	struct pl_past *past;

	if (!read_der(history, record, &whole, err))
		return false;
	if (whole) {
		bool ok = pl_history_add_leaf(history, whole, record->pos, record->entry, NULL, err);

		past = ok ? place_of(history, whole, record->pos, record->entry, err) : NULL;
		pl_cert_unref(whole);
		return past && put_issuer(record, past, err);
	}
	outline = make_outline(record, err);
	if (!outline)
		return false;
	past = place_of(history, outline, record->pos, record->entry, err);
	if (!past) {
		pl_cert_unref(outline);
		return false;
	}
	history->told++;
	put_cert(past, outline);
	return put_issuer(record, past, err);
}
