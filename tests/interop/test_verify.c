/*
 * Repeats every verdict of every scenario with the openssl command line: from
 * the exported folder alone, each path used is verified with its anchor at its
 * time, and the pins are compared with digests that openssl computes.
 *
 * Deliberate differences, the whole list; anything else fails:
 *   - `distrusted`: openssl has no notion of a root that a device dropped or of
 *     a blocked certificate; the path alone must verify, or be out of its dates.
 *   - a device that ignores its anchors' dates: openssl checks them; where it
 *     then says "expired", pinlab must say so only of the anchor.
 *   - `pins-invalid` is decided before any connection; nothing is verified.
 *   - revocation: where nobody answers, a soft device takes that for consent; a
 *     stapled answer settles the leaf before any list; under an attack no list
 *     gets through.
 *   - the last second of a certificate: RFC 5280 section 4.1.2.5 counts it in, openssl does not.
 *   - `ct-missing`: openssl asks for no timestamps here; the path alone must verify.
 *   - a client that does not trust what a device's user installed: the path ends in such a root
 *     and verifies with it.
 *   - a client that never looks at the chain: its pins are compared with what was presented; one
 *     whose record names the anchor takes no certificate that leads nowhere.
 *   - urllib3 with a fingerprint does not look at the host's name; Alamofire refuses a host that
 *     it has no evaluator for, whatever the pins.
 *   - curl compares texts: a damaged spelling is no pin, whatever it decodes to.
 *   - under an attack by a pin list the pins are those of the attacker's list.
 *   - `handshake-failed` is about the key that the server holds, not the chain.
 */
#include <config.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/interop/command.h"
#include "tests/interop/exported.h"
#include "tests/tap.h"
#include "util/file.h"
#include "util/map.h"
#include "util/mem.h"
#include "util/text.h"

#define DIGESTS_MAX 24

/* Three digests of certificates of a PEM file, the first being 1, as openssl sees them: lines of
 * certificate, spki and key in hex. */
static const char digests_script[] =
	"dir=$(mktemp -d) && trap 'rm -rf \"$dir\"' EXIT && "
	"awk -v dir=\"$dir\" '/BEGIN CERT/{n++} {print > sprintf(\"%s/%d.pem\", dir, n)}' \"$1\" && "
	"shift && for n; do pem=$dir/$n.pem; "
	"  openssl x509 -in \"$pem\" -noout -pubkey | openssl pkey -pubin -outform DER -out \"$dir/spki\"; "
	"  case $(wc -c <\"$dir/spki\") in 91) key=65;; 120) key=97;; 44) key=32;; "
	"    294) key=270;; 422) key=398;; 550) key=526;; *) key=0;; esac; "
	"  openssl x509 -in \"$pem\" -outform DER | openssl dgst -sha256 -r | cut -d' ' -f1; "
	"  openssl dgst -sha256 -r <\"$dir/spki\" | cut -d' ' -f1; "
	"  tail -c $key \"$dir/spki\" | openssl dgst -sha256 -r | cut -d' ' -f1; "
	"done";

/* Of one certificate. */
struct digest {
	char hex[3][65]; /* certificate, spki, key */
};

struct digests {
	char hex[DIGESTS_MAX][3][65]; /* certificate, spki, key */
	size_t n;
};

struct memo {
	struct pl_map digests; /* a certificate's PEM to struct digest */
	struct pl_map paths;   /* file text to struct digests */
	struct pl_map verified;/* file text, time, name to "" or openssl's words */
	size_t differences;    /* deliberate ones met */
	size_t checked;
	size_t asked, refused; /* about revocation; because of it */
};

static char *file_text(const char *path)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf text = PL_BUF_INIT;

	if (!pl_file_read(path, 1u << 20, &text, &err))
		tap_ok(false, "%s is read: %s", path, err.text);
	pl_error_clear(&err);
	return pl_buf_take(&text);
}

/* Asks openssl about those certificates of a path that it was not asked about before. */
static void ask_digests(struct memo *memo, const char *path, const char *const *pems, size_t n)
{
	const char *argv[DIGESTS_MAX + 6] = { "sh", "-c", digests_script, "sh", path };
	char numbers[DIGESTS_MAX][24];
	struct digest *asked[DIGESTS_MAX];
	struct pl_buf out = PL_BUF_INIT;
	size_t n_asked = 0;

	for (size_t i = 0; i < n; i++) {
		if (pl_map_get(&memo->digests, pems[i]))
			continue;
		asked[n_asked] = pl_calloc(1, sizeof(**asked));
		pl_map_set(&memo->digests, pems[i], asked[n_asked]);
		snprintf(numbers[n_asked], sizeof(numbers[0]), "%zu", i + 1);
		argv[5 + n_asked] = numbers[n_asked];
		n_asked++;
	}
	if (n_asked > 0)
		command_run(argv, 30, &out);
	for (size_t i = 0; i < 3 * n_asked && 65 * (i + 1) <= out.len; i++)
		memcpy(asked[i / 3]->hex[i % 3], out.data + 65 * i, 64);
	pl_buf_clear(&out);
}

static size_t split_pems(const char *text, char **pems)
{
	static const char end[] = "-----END CERTIFICATE-----";
	size_t n = 0;

	for (const char *stop; n < DIGESTS_MAX && (stop = strstr(text, end)); text = stop) {
		stop += strlen(end);
		pems[n++] = pl_strndup(text, (size_t)(stop - text));
	}
	return n;
}

static const struct digests *digests_of(struct memo *memo, const char *path)
{
	char *text = file_text(path), *pems[DIGESTS_MAX];
	struct digests *digests = pl_map_get(&memo->paths, text);

	if (!digests) {
		digests = pl_calloc(1, sizeof(*digests));
		digests->n = split_pems(text, pems);
		ask_digests(memo, path, (const char *const *)pems, digests->n);
		for (size_t i = 0; i < digests->n; i++) {
			memcpy(digests->hex[i], pl_map_get(&memo->digests, pems[i]),
			       sizeof(digests->hex[i]));
			free(pems[i]);
		}
		pl_map_set(&memo->paths, text, digests);
	}
	free(text);
	return digests;
}

/* What openssl says of a path alone with its anchor: "" when it is content. With lists, it demands one
 * of every issuer; a file of lists may be empty. */
static const char *openssl_says(struct memo *memo, const char *path, const char *anchor, int64_t time,
				const char *name, const char *crls)
{
	char *text = file_text(path), *lists = crls ? file_text(crls) : pl_strdup("");
	char *key = pl_asprintf("%s%" PRId64 " %s %d %s", text, time, name, crls != NULL, lists);
	char *at = pl_asprintf("%" PRId64, time);
	char *said = pl_map_get(&memo->verified, key);
	const char *argv[24] = { "openssl", "verify", "-attime", at, "-purpose", "sslserver",
				 "-verify_hostname", name, "-no-CAfile", "-no-CApath", "-no-CAstore",
				 "-partial_chain", "-trusted", anchor, "-untrusted", path };
	struct pl_buf out = PL_BUF_INIT;
	size_t n = 16;

	if (crls)
		argv[n++] = "-crl_check_all";
	if (*lists) {
		argv[n++] = "-CRLfile";
		argv[n++] = crls;
	}
	argv[n++] = path;
	if (!said) {
		bool ok = command_run(argv, 30, &out) == 0;

		said = ok ? pl_strdup("") : pl_buf_take(&out);
		pl_map_set(&memo->verified, key, said);
		pl_buf_clear(&out);
	}
	free(at);
	free(key);
	free(lists);
	free(text);
	return said;
}

/* "good 1767225600 1767830400", as openssl reads an answer about the first certificate of a path,
 * signed by the second; or why it does not. */
static const char staple_script[] =
	"dir=$(mktemp -d) && trap 'rm -rf \"$dir\"' EXIT && "
	"awk -v dir=\"$dir\" '/BEGIN CERT/{n++} {print > sprintf(\"%s/%03d.pem\", dir, n)}' \"$1\" && "
	"openssl ocsp -issuer \"$dir/002.pem\" -cert \"$dir/001.pem\" -respin \"$2\" -no_nonce "
	"-verify_other \"$dir/002.pem\" -trust_other >\"$dir/said\" 2>\"$dir/err\"; "
	"grep -q 'Response verify OK' \"$dir/err\" || { cat \"$dir/err\"; exit 1; }; "
	"from=$(sed -n 's/.*This Update: //p' \"$dir/said\"); to=$(sed -n 's/.*Next Update: //p' \"$dir/said\"); "
	"status=$(grep -xE '(.*/001.pem: )?(good|revoked|unknown)' \"$dir/said\" | sed 's/.* //'); "
	"echo $status $(date -u -d \"$from\" +%s) $(date -u -d \"$to\" +%s)";

/* "good" or "revoked" of a staple that counts at the row's clock, else "". */
static const char *staple_says(struct memo *memo, const struct exported_step *step, const struct pl_node *row)
{
	char *path, *staple, *key, *said;
	struct pl_buf out = PL_BUF_INIT;
	long long from = 0, to = 0;
	char word[16] = "";
	int64_t now = exported_time(row, "clock");

	if (!exported_text(row, "staple"))
		return "";
	path = exported_path(step, exported_text(row, "path"));
	staple = exported_path(step, exported_text(row, "staple"));
	key = pl_asprintf("staple %s %s", path, staple);
	said = pl_map_get(&memo->verified, key);
	if (!said) {
		command_run((const char *[]){ "sh", "-c", staple_script, "sh", path, staple, NULL }, 30, &out);
		pl_buf_puts(&out, "");
		said = pl_buf_take(&out);
		pl_map_set(&memo->verified, key, said);
	}
	if (sscanf(said, "%15s %lld %lld", word, &from, &to) != 3)
		tap_ok(false, "%s/%s: openssl reads the staple: %s", step->dir,
		       exported_text(row, "staple"), said);
	free(key);
	free(staple);
	free(path);
	if (now < from || now >= to)
		return "";
	return strcmp(word, "good") == 0 ? "good" : strcmp(word, "revoked") == 0 ? "revoked" : "";
}

static bool demands_staple(const char *path)
{
	struct pl_buf out = PL_BUF_INIT;
	bool demands;

	command_run((const char *[]){ "openssl", "x509", "-in", path, "-noout", "-text", NULL }, 30, &out);
	demands = strstr(pl_buf_str(&out), "status_request");
	pl_buf_clear(&out);
	return demands;
}

static bool is(const struct pl_node *row, const char *key, const char *want)
{
	return pl_streq(exported_text(row, key), want);
}

static bool is_true(const struct pl_node *row, const char *key)
{
	const struct pl_node *node = pl_node_get(row, key, NULL);

	return node && pl_streq(node->text, "true");
}

static bool is_client(const struct pl_node *row, const char *beginning)
{
	const struct pl_node *client = pl_node_get(row, "client", NULL);

	return pl_starts_with(exported_text(client, "name"), beginning);
}

static bool is_of_revocation(const char *chain)
{
	return pl_streq(chain, "revoked") || pl_streq(chain, "revocation-unavailable") ||
	       pl_streq(chain, "staple-missing");
}

/* With what the device learns of revocation: does openssl refuse and accept as pinlab does? */
static const char *check_revocation(struct memo *memo, const struct exported_step *step, const struct pl_node *row,
				    const char *path, const char *anchor)
{
	const char *chain = exported_text(row, "chain"), *staple = staple_says(memo, step, row);
	char *crls = exported_path(step, exported_text(row, "crls"));
	const char *said = openssl_says(memo, path, anchor, exported_time(row, "clock"), exported_text(row, "name"),
					crls);
	bool revoked = strstr(said, "certificate revoked");
	bool silent = strstr(said, "unable to get certificate CRL") || strstr(said, "CRL has expired") ||
		      strstr(said, "CRL is not yet valid");
	bool stapled = *staple != '\0', ok = false;

	free(crls);
	memo->asked++;
	if (pl_streq(chain, "revoked"))
		ok = revoked || pl_streq(staple, "revoked");
	else if (pl_streq(chain, "revocation-unavailable"))
		ok = silent;
	else if (pl_streq(chain, "staple-missing"))
		ok = !stapled && demands_staple(path);
	else if (revoked || silent)
		ok = pl_streq(staple, "good") || (silent && is(row, "revocation", "soft"));
	else
		ok = !stapled || pl_streq(staple, "good");
	memo->refused += is_of_revocation(chain);
	if (ok)
		return NULL;
	return revoked ? "openssl calls a certificate revoked"
	       : silent ? "openssl finds no list" : "openssl finds nothing wrong with the lists";
}

/* NULL: openssl agrees on the chain, or differs deliberately; else what is wrong. */
/* Whether the anchor is of the device's own store, not its user's. */
static bool is_in_store(const struct exported_step *step, const struct pl_node *row,
			const char *anchor)
{
	char *device = pl_asprintf("devices/%s/trust.pem", exported_text(row, "device"));
	char *file = exported_path(step, device), *trust = file_text(file);
	char *pem = file_text(anchor);
	bool found = strstr(trust, pem) != NULL;

	free(pem);
	free(trust);
	free(file);
	free(device);
	return found;
}

static const char *check_chain(struct memo *memo, const struct exported_step *step, const struct pl_node *row)
{
	const char *chain = exported_text(row, "chain");
	char *path = exported_path(step, exported_text(row, "path"));
	char *anchor = exported_path(step, exported_text(row, "anchor"));
	const char *said = openssl_says(memo, path, anchor, exported_time(row, "clock"), exported_text(row, "name"),
					NULL);
	bool content = said[0] == '\0', expired = strstr(said, "expired") || strstr(said, "not yet valid");
	bool asks = exported_text(row, "crls") != NULL, of_revocation = is_of_revocation(chain);
	const char *wrong = NULL;

	if (pl_streq(chain, "distrusted") || pl_streq(chain, "ct-missing") ||
	    (pl_streq(chain, "unknown-issuer") && !is_in_store(step, row, anchor))) {
		memo->differences++;
		wrong = content || expired ? NULL : said;
	} else if ((pl_streq(chain, "valid") || of_revocation) && !content && !is_true(row, "checksAnchorDates") &&
		   expired) {
		memo->differences++;
	} else if (pl_streq(chain, "valid") && is_client(row, "urllib3") &&
		   strstr(said, "hostname mismatch")) {
		memo->differences++;
	} else if (pl_streq(chain, "valid") && expired &&
		   *openssl_says(memo, path, anchor, exported_time(row, "clock") - 1,
				 exported_text(row, "name"), NULL) == '\0') {
		memo->differences++;
	} else if (pl_streq(chain, "valid") || (of_revocation && asks)) {
		wrong = content || (of_revocation && strstr(said, "hostname mismatch")) ? NULL : said;
		if (!wrong && asks && content)
			wrong = check_revocation(memo, step, row, path, anchor);
	} else if (of_revocation) { /* the attacker lets no list through */
		memo->differences++;
		wrong = content ? NULL : said;
	} else if (!pl_streq(chain, "unchecked")) {
		wrong = content ? "openssl accepts the chain" : NULL;
	}
	free(anchor);
	free(path);
	return wrong;
}

/* Which column of the digests a form is. */
static size_t form_column(const char *form)
{
	return pl_streq(form, "certificate") ? 0 : pl_streq(form, "spki") ? 1 : 2;
}

static bool pin_among(const struct pl_node *pin, const struct digests *digests, size_t first, size_t end)
{
	size_t column = form_column(exported_text(pin, "form"));

	for (size_t i = first; i < end && i < digests->n; i++) {
		if (pl_streq(exported_text(pin, "hex"), digests->hex[i][column]))
			return true;
	}
	return false;
}

/* True when a client that compares texts takes it for a digest. */
static bool is_canonical(const struct pl_node *pin)
{
	const char *spelling = exported_text(pin, "spelling");

	return !pl_starts_with(spelling, "sha256/") ||
	       pl_streq(spelling + strlen("sha256/"), exported_text(pin, "base64"));
}

static const char *check_pins(struct memo *memo, const struct exported_step *step, const struct pl_node *row)
{
	const struct pl_node *pins = pl_node_get(row, "pins", NULL), *client = pl_node_get(row, "client", NULL);
	const char *looks = exported_text(client, "looksAt");
	bool sent = pl_streq(looks, "any-presented") || !exported_text(row, "path");
	char *file = exported_path(step, exported_text(row, sent ? "presented" : "path"));
	const struct digests *digests = digests_of(memo, file);
	size_t first = pl_streq(looks, "ca-only"), end = pl_streq(looks, "leaf") ? 1 : SIZE_MAX;
	bool on_first = false, on_backup = false, any, want_any;

	for (size_t i = 0; i < pins->n; i++) {
		if (is_client(row, "curl") && !is_canonical(pins->items[i]))
			memo->differences++;
		else if (pin_among(pins->items[i], digests, first, end))
			*(is_true(pins->items[i], "backup") ? &on_backup : &on_first) = true;
	}
	free(file);
	any = on_first || on_backup || pins->n == 0;
	want_any = !is(row, "reason", "pin-mismatch");
	if (any && !want_any && is_client(row, "alamofire")) {
		memo->differences++;
		return NULL;
	}
	if (any != want_any)
		return any ? "openssl's digests contain a pin" : "openssl's digests contain no pin";
	if (is(row, "state", "survives-on-backup") != (!on_first && on_backup) && is(row, "verdict", "survives"))
		return "openssl's digests say otherwise about first pins and backups";
	return NULL;
}

static const char *check_row(struct memo *memo, const struct exported_step *step,
			     const struct pl_node *row, bool by_list)
{
	bool by_pins = is(row, "reason", "pin-match") || is(row, "reason", "pin-mismatch") || is(row, "reason", "no-pins");
	const struct pl_node *client = pl_node_get(row, "client", NULL);
	const char *wrong;

	if (is(row, "reason", "pins-invalid")) {
		memo->differences++;
		return NULL;
	}
	if (!exported_text(row, "path") && is(row, "chain", "unchecked")) {
		memo->differences++;
		return by_pins && !pl_streq(exported_text(client, "looksAt"), "sent-cas")
			       ? check_pins(memo, step, row)
			       : NULL;
	}
	if (!exported_text(row, "path"))
		return by_pins ? "a verdict by pins has no path" : NULL;
	memo->checked++;
	wrong = check_chain(memo, step, row);
	if (wrong || !by_pins || by_list)
		return wrong;
	return check_pins(memo, step, row);
}

static size_t check_rows(struct memo *memo, const struct exported_step *step, const struct pl_node *rows, const char *attack)
{
	bool by_list = attack && strstr(attack, "-list") != NULL;
	size_t wrong = 0;

	for (size_t i = 0; rows && i < rows->n; i++) {
		const char *why = check_row(memo, step, rows->items[i], by_list);

		if (!why)
			continue;
		wrong++;
		tap_note("%s: %s%s%s: pinlab says %s (%s), but %s", step->dir, exported_text(rows->items[i], "row"),
			 attack ? " under " : "", attack ? attack : "", exported_text(rows->items[i], "state"),
			 exported_text(rows->items[i], "reason"), why);
	}
	return wrong;
}

static void check_step(struct memo *memo, const char *scenario, const struct exported_step *step)
{
	const struct pl_node *attacks = pl_node_get(step->root, "attacks", NULL);
	size_t wrong = check_rows(memo, step, pl_node_get(step->root, "rows", NULL), NULL);

	for (size_t i = 0; attacks && i < attacks->n; i++)
		wrong += check_rows(memo, step, pl_node_get(attacks->items[i], "rows", NULL),
				    exported_text(attacks->items[i], "attack"));
	tap_ok(wrong == 0, "%s, step %s %s: openssl agrees with every verdict", scenario,
	       exported_text(step->root, "index"), exported_text(step->root, "event"));
}

static void free_value(void *value, void *arg)
{
	(void)arg;
	free(value);
}

int main(void)
{
	struct memo memo = { 0 };
	size_t n;
	char **scenarios;

	if (!command_exists("openssl")) {
		tap_skip("openssl repeats every verdict", "openssl is not installed");
		return tap_done();
	}
	scenarios = exported_scenarios(&n);
	for (size_t i = 0; i < n; i++) {
		struct exported exported;
		bool made = exported_make(&exported, scenarios[i]);

		for (size_t j = 0; made && j < exported.n; j++)
			check_step(&memo, strstr(scenarios[i], "scenarios/"), &exported.steps[j]);
		exported_clear(&exported);
	}
	tap_ok(memo.checked > 1000, "many verdicts were repeated: %zu, with %zu deliberate differences",
	       memo.checked, memo.differences);
	tap_ok(memo.asked > 100 && memo.refused > 20,
	       "openssl was asked about revocation %zu times, and %zu verdicts rest on it", memo.asked,
	       memo.refused);
	pl_names_free(scenarios, n);
	pl_map_each(&memo.digests, free_value, NULL);
	pl_map_each(&memo.paths, free_value, NULL);
	pl_map_clear(&memo.paths);
	pl_map_each(&memo.verified, free_value, NULL);
	pl_map_clear(&memo.digests);
	pl_map_clear(&memo.verified);
	return tap_done();
}
