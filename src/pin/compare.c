/* What does a client say of the pins, given what was sent and the chosen path? */
#include <config.h>

#include "pin/client.h"

#include <stdio.h>
#include <string.h>

#include "pin/host.h"
#include "util/text.h"
#include "util/time.h"

/* The certificates that this client looks at, leaf first. */
struct candidates {
	struct pl_cert *const *certs;
	size_t n;
};

static struct candidates candidates_of(const struct pl_client *client,
				       const struct pl_chain *presented, const struct pl_path *path)
{
	struct candidates sent = { presented->certs, presented->n };
	struct candidates chosen = { path ? path->certs : NULL, path ? path->n : 0 };

	switch (client->looks_at) {
	case PL_LOOKS_LEAF:
		sent.n = sent.n > 0;
		return sent;
	case PL_LOOKS_PRESENTED:
		return sent;
	case PL_LOOKS_CAS:
		if (chosen.n > 0) {
			chosen.certs++;
			chosen.n--;
		}
		return chosen;
	default:
		return chosen;
	}
}

/* A client that compares texts holds the literal against its own canonical spelling. */
static bool same_text(const struct pl_pin *pin, const struct pl_cert *cert)
{
	char canonical[PL_BASE64_LEN(32) + 1];

	return strcmp(pl_pin_text(pin), pl_base64(cert->spki_sha256, 32, canonical)) == 0;
}

static bool matches(const struct pl_client *client, const struct pl_pin *pin,
		    const struct pl_cert *cert)
{
	if (client->text_compare && !pin->origin && !strchr(pin->spelling, ':'))
		return same_text(pin, cert);
	return pl_pin_matches(pin, cert);
}

static bool find_match(const struct pl_client *client, const struct pl_pinset *set, bool backup,
		       const struct candidates *candidates, struct pl_pin_answer *out)
{
	for (size_t i = 0; i < candidates->n; i++) {
		for (size_t j = 0; j < set->n; j++) {
			if (set->pins[j].backup != backup ||
			    !matches(client, &set->pins[j], candidates->certs[i]))
				continue;
			out->result = PL_PINS_MATCH;
			out->pin = &set->pins[j];
			out->cert = candidates->certs[i];
			return true;
		}
	}
	return false;
}

/* Whether any pattern covers the host; every one that does counts alike. */
static bool covered(const struct pl_client *client, const struct pl_pinset *set, const char *host)
{
	for (size_t i = 0; i < set->n_covers; i++) {
		if (pl_host_covers(client->host_match, set->covers[i], host))
			return true;
	}
	return set->n_covers == 0;
}

static void say_expired(const struct pl_pinset *set, struct pl_pin_answer *out)
{
	char date[PL_TIME_TEXT];

	out->result = PL_PINS_EXPIRED;
	snprintf(out->detail, sizeof(out->detail), "the pin set ended %s",
		 pl_time_format_short(set->expires, date));
}

static bool has_ended(const struct pl_pinset *set, int64_t now)
{
	return set->expires != PL_TIME_NONE && now >= set->expires;
}

/* A rule of the set that this client does not know is ignored, and said to be. */
static void say_mismatch(const struct pl_client *client, const struct pl_pinset *set, int64_t now,
			 struct pl_pin_answer *out)
{
	out->result = PL_PINS_MISMATCH;
	if (set->report_only && client->has_report_only)
		out->result = PL_PINS_REPORT_ONLY;
	else if (set->report_only)
		snprintf(out->detail, sizeof(out->detail),
			 "%s has no report-only mode, it enforces", client->name);
	else if (has_ended(set, now))
		snprintf(out->detail, sizeof(out->detail),
			 "%s knows no end of a pin set, it still enforces", client->name);
}

bool pl_client_covers(const struct pl_client *client, const char *pattern, const char *host)
{
	return pl_host_covers(client->host_match, pattern, host);
}

void pl_client_compare(const struct pl_client *client, const struct pl_pinset *set,
		       const char *host, const struct pl_chain *presented,
		       const struct pl_path *path, int64_t now, struct pl_pin_answer *out)
{
	struct candidates candidates = candidates_of(client, presented, path);

	if (!pl_client_loads(client, set, out))
		return;
	if (set->n == 0)
		out->result = PL_PINS_NONE;
	else if (!covered(client, set, host))
		out->result = PL_PINS_NOT_COVERED;
	else if (client->has_expiry && has_ended(set, now))
		say_expired(set, out);
	else if (!find_match(client, set, false, &candidates, out) &&
		 !find_match(client, set, true, &candidates, out))
		say_mismatch(client, set, now, out);
}
