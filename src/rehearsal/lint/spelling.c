/* Is what stands there a pin at all, and of the thing that was meant? */
#include <config.h>

#include <stdint.h>
#include <string.h>

#include "rehearsal/lint/parts.h"
#include "util/mem.h"
#include "util/text.h"

/* Calls `visit` for each pin of each file. */
static void each_pin(struct pl_gate *check, const struct pl_lint_rule *rule,
		     void (*visit)(struct pl_gate *check, const struct pl_lint_rule *rule,
				   size_t file, size_t pin))
{
	for (size_t i = 0; i < check->input.n_files; i++) {
		for (size_t j = 0; j < check->input.files[i].pins->set->n; j++)
			visit(check, rule, i, j);
	}
}

static bool is_literal(const struct pl_pin *pin)
{
	return pin->spelled != PL_SPELLED_NOT;
}

/* One byte again and again, or each one more than the one before: what people type. */
static bool is_pattern(const uint8_t *bytes, size_t len)
{
	bool same = len >= 8, counting = len >= 8;

	for (size_t i = 1; i < len; i++) {
		same = same && bytes[i] == bytes[0];
		counting = counting && bytes[i] == (uint8_t)(bytes[i - 1] + 1);
	}
	return same || counting;
}

/* "AAAA...=", "BBBB...=", "xxxx": one character, whatever it decodes to. */
static bool is_one_character(const char *text)
{
	size_t len = strcspn(text, "=");

	for (size_t i = 1; i < len; i++) {
		if (text[i] != text[0])
			return false;
	}
	return len >= 8;
}

static bool is_placeholder(const struct pl_pin *pin)
{
	return is_literal(pin) && (is_pattern(pin->digest, pin->digest_len) ||
				   is_one_character(pl_pin_text(pin)));
}

static void visit_placeholder(struct pl_gate *check, const struct pl_lint_rule *rule, size_t file,
			      size_t pin)
{
	const struct pl_pin *at = pl_gate_pin(check, file, pin);

	if (is_placeholder(at))
		pl_lint_add_pin(check, rule, at,
				pl_asprintf("%.60s is a placeholder, not the digest of a key",
					    at->spelling));
}

static void check_placeholder(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	each_pin(check, rule, visit_placeholder);
}

/* Pins that documents show as examples, or as those of their own host. */
static const struct {
	const char *base64, *where;
} samples[] = {
	{ "afwiKY3RxoMmLkuRW1l7QsPZTJPwDS2pdDROQjXw8ig=", "OkHttp's documentation" },
	{ "7HIpactkIAq2Y49orFOOQKurWxmmSFZhBCoQYcRhJ3Y=", "Android's documentation" },
	{ "fwza0LRMXouZHRC8Ei+4PyuldPDcf3UKgO/04cDM1oE=", "Android's documentation" },
	{ "HXXQgxueCIU5TTLHob/bPbwcKOKw6DkfsTWYHbxbqTY=", "TrustKit's documentation" },
	{ "0SDf3cRToyZJaMsoS17oF72VMavLxj/N7WBNasNuiR8=", "TrustKit's documentation" },
	{ "d6qzRu9zOECb90Uez27xWltNsj0e1Md7GkYYkVoZWmM=", "RFC 7469" },
	{ "E9CZ9INDbd+2eRQozYqqbQ2yXLVKB9+xcprMF+44U1g=", "RFC 7469" },
	{ "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=", "RFC 7469" },
	{ "YhKJKSzoTt2b5FP18fvpHo7fJYqQCjAa3HWY3tvRMwE=", "curl's documentation" },
	{ "t62CeU2tQiqkexU74Gxa2eg7fRbEgoChTociMee9wno=", "curl's documentation" },
};

static void visit_sample(struct pl_gate *check, const struct pl_lint_rule *rule, size_t file,
			 size_t pin)
{
	const struct pl_pin *at = pl_gate_pin(check, file, pin);
	char base64[PL_BASE64_LEN(32) + 1];

	/* Documents also show the keys of real CAs, which are somebody's own choice. */
	if (!is_literal(at) || at->digest_len != 32 || pl_lint_match(check, file, pin) ||
	    pl_lint_ca(check, at))
		return;
	pl_base64(at->digest, 32, base64);
	for (size_t i = 0; i < PL_ARRAY_LEN(samples); i++) {
		if (pl_streq(samples[i].base64, base64))
			pl_lint_add_pin(check, rule, at,
					pl_asprintf("%s is an example of %s", at->spelling,
						    samples[i].where));
	}
}

static void check_sample(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	each_pin(check, rule, visit_sample);
}

static void digest_nothing(enum pl_pin_hash hash, uint8_t out[PL_DIGEST_MAX])
{
	memset(out, 0, PL_DIGEST_MAX);
	switch (hash) {
	case PL_HASH_SHA1: pl_sha1("", 0, out); break;
	case PL_HASH_MD5: pl_md5("", 0, out); break;
	case PL_HASH_SHA512: pl_sha512("", 0, out); break;
	default: pl_sha256("", 0, out); break;
	}
}

/* `openssl ... | openssl dgst -sha256` hashes nothing when the command before it fails. */
static void visit_empty(struct pl_gate *check, const struct pl_lint_rule *rule, size_t file,
			size_t pin)
{
	const struct pl_pin *at = pl_gate_pin(check, file, pin);
	uint8_t nothing[PL_DIGEST_MAX];

	digest_nothing(at->hash, nothing);
	if (is_literal(at) && at->digest_len == pl_pin_hash_len(at->hash) &&
	    memcmp(at->digest, nothing, at->digest_len) == 0)
		pl_lint_add_pin(check, rule, at,
				pl_asprintf("%.60s is the %s of nothing at all", at->spelling,
					    pl_pin_hash_words(at->hash)));
}

static void check_empty(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	each_pin(check, rule, visit_empty);
}

static enum pl_pin_reading read_pin(const struct pl_gate *check, size_t file, size_t pin,
				    size_t *len)
{
	uint8_t digest[PL_DIGEST_MAX];

	return pl_pin_read(check->input.files[file].client, pl_gate_pin(check, file, pin), digest,
			   len);
}

static void visit_length(struct pl_gate *check, const struct pl_lint_rule *rule, size_t file,
			 size_t pin)
{
	const struct pl_pin *at = pl_gate_pin(check, file, pin);
	size_t len;

	if (!is_literal(at) || is_placeholder(at) ||
	    read_pin(check, file, pin, &len) != PL_READ_WRONG_LENGTH)
		return;
	pl_lint_add_pin(check, rule, at,
			pl_asprintf("%.60s has %zu bytes, a %s has %zu%s", at->spelling, len,
				    pl_pin_hash_words(at->hash), pl_pin_hash_len(at->hash),
				    len == 20 ? "; 20 are a SHA-1" :
				    len == 48 ? "; 48 come from base64 over hex digits" : ""));
}

static void check_length(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	each_pin(check, rule, visit_length);
}

/* The certificate of which this is the digest, though the client does not see it so. */
static const struct pl_cert *unseen(const struct pl_gate *check, size_t file, size_t pin)
{
	const struct pl_client *client = check->input.files[file].client;
	const struct pl_pin *at = pl_gate_pin(check, file, pin);

	for (size_t i = 0; is_literal(at) && i < check->known->n; i++) {
		const struct pl_cert *cert = check->known->certs[i];

		if (pl_pin_matches(at, cert) && !pl_client_matches(client, at, cert))
			return cert;
	}
	return NULL;
}

static void visit_unreadable(struct pl_gate *check, const struct pl_lint_rule *rule, size_t file,
			     size_t pin)
{
	const struct pl_client *client = check->input.files[file].client;
	const struct pl_pin *at = pl_gate_pin(check, file, pin);
	size_t len;

	if (!is_literal(at) || is_placeholder(at) || unseen(check, file, pin) ||
	    read_pin(check, file, pin, &len) != PL_READ_NOT)
		return;
	if (client->text == PL_TEXT_DECODED)
		pl_lint_add_pin(check, rule, at,
				pl_asprintf("%s cannot decode %.60s", client->name, at->spelling));
	else
		pl_lint_add_pin(check, rule, at,
				pl_asprintf("%s compares texts, and %.60s is no digest as it would "
					    "write one", client->name, at->spelling));
}

static void check_unreadable(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	each_pin(check, rule, visit_unreadable);
}

static void visit_spelled(struct pl_gate *check, const struct pl_lint_rule *rule, size_t file,
			  size_t pin)
{
	const struct pl_cert *cert = unseen(check, file, pin);
	const struct pl_pin *at = pl_gate_pin(check, file, pin);

	if (cert)
		pl_lint_add_pin(check, rule, at,
				pl_asprintf("%.60s means %s, but %s reads it otherwise",
					    at->spelling, pl_cert_label(cert),
					    check->input.files[file].client->name));
}

static void check_spelled(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	each_pin(check, rule, visit_spelled);
}

/* The certificate of which this is the digest in a form that was not meant. */
static const struct pl_cert *other_form(const struct pl_gate *check, const struct pl_pin *pin,
					enum pl_pin_form *form)
{
	uint8_t digest[PL_DIGEST_MAX];

	for (size_t i = 0; i < check->known->n; i++) {
		for (int f = 0; f < PL_FORMS; f++) {
			if (f == (int)pin->form)
				continue;
			pl_pin_digest(check->known->certs[i], (enum pl_pin_form)f, pin->hash,
				      digest);
			*form = (enum pl_pin_form)f;
			if (memcmp(digest, pin->digest, pin->digest_len) == 0)
				return check->known->certs[i];
		}
	}
	return NULL;
}

static const char *form_words(enum pl_pin_form form)
{
	static const char *const words[PL_FORMS] = {
		[PL_FORM_CERTIFICATE] = "whole certificate",
		[PL_FORM_SPKI] = "SubjectPublicKeyInfo",
		[PL_FORM_KEY] = "bare key, without its algorithm",
	};

	return words[form];
}

static void visit_form(struct pl_gate *check, const struct pl_lint_rule *rule, size_t file,
		       size_t pin)
{
	const struct pl_pin *at = pl_gate_pin(check, file, pin);
	struct pl_finding *finding;
	const struct pl_cert *cert;
	enum pl_pin_form form;
	struct pl_pin right = { 0 };

	if (!is_literal(at) || at->digest_len != pl_pin_hash_len(at->hash))
		return;
	cert = other_form(check, at, &form);
	if (!cert)
		return;
	finding = pl_lint_add_pin(check, rule, at,
				  pl_asprintf("%.60s is the digest of the %s of %s; here a digest of "
					      "the %s is meant", at->spelling, form_words(form),
					      pl_cert_label(cert), form_words(at->form)));
	pl_pin_from_cert(&right, at->form, cert);
	if (at->hash == PL_HASH_SHA256)
		pl_lint_next(finding, pl_asprintf("put %s in its place", right.spelling));
	pl_pin_clear(&right);
}

static void check_form(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	each_pin(check, rule, visit_form);
}

static void visit_duplicate(struct pl_gate *check, const struct pl_lint_rule *rule, size_t file,
			    size_t pin)
{
	const struct pl_pin *at = pl_gate_pin(check, file, pin);

	for (size_t i = 0; i < pin; i++) {
		const struct pl_pin *before = pl_gate_pin(check, file, i);

		if (before->rule != at->rule || !pl_lint_same_pin(before, at))
			continue;
		pl_lint_add_pin(check, rule, at,
				pl_asprintf("%.60s stands in line %d of the same rule already",
					    at->spelling, before->pos.line));
		return;
	}
}

static void check_duplicate(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	each_pin(check, rule, visit_duplicate);
}

const struct pl_lint_rule pl_lint_placeholder = {
	.id = "placeholder",
	.severity = PL_SEVERITY_ERROR,
	.summary = "a pin that is no digest: AAAA..., one byte again and again",
	.about = "Examples show such pins so that the first failure prints the right ones. Shipped, "
		 "they match nothing, and where they stand for the backup there is none.",
	.remedy = "put the digest of a real key there: pinlab pins CHAIN prints them",
	.source = "OkHttp CertificatePinner, \"Setting up Certificate Pinning\"",
	.since = "2014 (OkHttp 2.1)",
	.check = check_placeholder,
};

const struct pl_lint_rule pl_lint_sample_pin = {
	.id = "sample-pin",
	.severity = PL_SEVERITY_ERROR,
	.summary = "a pin out of a library's documentation",
	.about = "It is somebody else's key, of a host that the document speaks of, and matches no "
		 "certificate that was given.",
	.remedy = "put the digest of your own key there: pinlab pins CHAIN prints them",
	.source = "documentation of OkHttp, Android, TrustKit and curl; RFC 7469 section 2.1.5",
	.since = "since they were published",
	.check = check_sample,
};

const struct pl_lint_rule pl_lint_empty_digest = {
	.id = "empty-digest",
	.severity = PL_SEVERITY_ERROR,
	.summary = "the digest of nothing: a pipeline whose first command failed",
	.about = "A shell pipeline goes on when its first command prints nothing, and the digest of "
		 "nothing looks like any other.",
	.remedy = "make the pin again, and look whether its input was there: pinlab pins CHAIN",
	.source = "FIPS 180-4: the digest of the empty message",
	.since = "always",
	.check = check_empty,
};

const struct pl_lint_rule pl_lint_wrong_length = {
	.id = "wrong-length",
	.severity = PL_SEVERITY_ERROR,
	.summary = "a pin that decodes to another number of bytes than its digest has",
	.about = "Some clients refuse it when they load the file, some keep it and it never matches.",
	.remedy = "make the pin again: pinlab pins CHAIN prints it in the right length",
	.source = "RFC 7469 section 2.1.1; each client's own reader",
	.since = "2015-04",
	.check = check_length,
};

const struct pl_lint_rule pl_lint_unreadable = {
	.id = "unreadable",
	.severity = PL_SEVERITY_ERROR,
	.summary = "a pin that its client cannot decode",
	.about = "Clients differ in what they forgive: blanks, missing padding, the other alphabet of "
		 "base64. This one does not read this text.",
	.remedy = "write it in canonical base64, as pinlab pins CHAIN prints it",
	.source = "the client's own reader, named by pinlab explain CLIENT",
	.since = "as long as the client is",
	.check = check_unreadable,
};

const struct pl_lint_rule pl_lint_spelled_otherwise = {
	.id = "spelled-otherwise",
	.severity = PL_SEVERITY_ERROR,
	.summary = "the right digest in a spelling that its client compares as text",
	.about = "Some clients compare pins as texts or decode them in their own way, so that another "
		 "spelling of the same digest never matches.",
	.remedy = "write it in canonical base64, as pinlab pins CHAIN prints it",
	.source = "the client's own comparison, named by pinlab explain CLIENT",
	.since = "as long as the client is",
	.check = check_spelled,
};

const struct pl_lint_rule pl_lint_wrong_form = {
	.id = "certificate-fingerprint",
	.severity = PL_SEVERITY_ERROR,
	.summary = "the digest of another part of the certificate than the client compares",
	.about = "A browser and openssl x509 -fingerprint show the digest of the whole certificate; "
		 "most clients compare that of its SubjectPublicKeyInfo. Both are 32 bytes, and one "
		 "never matches in place of the other.",
	.remedy = "put the digest of the right part in its place: pinlab pins CHAIN prints each",
	.source = "RFC 7469 section 2.4",
	.since = "2015-04",
	.check = check_form,
};

const struct pl_lint_rule pl_lint_duplicate = {
	.id = "duplicate",
	.severity = PL_SEVERITY_WARNING,
	.summary = "the same pin twice in one rule",
	.about = "It adds nothing, and a rule that seems to have a backup may have none.",
	.remedy = "remove one of the two, and add the pin that was meant",
	.source = "RFC 7469 section 2.5",
	.since = "2015-04",
	.check = check_duplicate,
};
