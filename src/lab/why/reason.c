/* Which verdicts, states and reasons are there, and what does each one mean? */
#include <config.h>

#include "lab/reason.h"

#include <stddef.h>

#include "util/text.h"

static const char *const verdicts[PL_VERDICTS] = {
	[PL_SURVIVES] = "survives",
	[PL_BREAKS] = "breaks",
	[PL_BLOCKED] = "blocked",
	[PL_INTERCEPTED] = "intercepted",
};

static const struct pl_state_info states[PL_STATES] = {
	[PL_STATE_SURVIVES] = {
		.name = "survives",
		.symbol = "\xe2\x9c\x93", /* U+2713 CHECK MARK */
		.ascii = '+',
		.verdict = PL_SURVIVES,
		.words = "ok",
		.about = "The honest host is reached: a first pin matched, or the strategy has "
			 "none.",
	},
	[PL_STATE_ON_BACKUP] = {
		.name = "survives-on-backup",
		.symbol = "b",
		.ascii = 'b',
		.verdict = PL_SURVIVES,
		.words = "on backup",
		.about = "The honest host is reached, but only a backup pin matched: one step "
			 "from an outage.",
	},
	[PL_STATE_UNENFORCED] = {
		.name = "survives-unenforced",
		.symbol = "u",
		.ascii = 'u',
		.verdict = PL_SURVIVES,
		.words = "unenforced",
		.about = "The honest host is reached because the pins were skipped: expired, "
			 "bypassed, report-only, or not meant for this host.",
	},
	[PL_STATE_BREAKS_PIN] = {
		.name = "breaks-pin",
		.symbol = "\xe2\x9c\x97", /* U+2717 BALLOT X */
		.ascii = 'X',
		.verdict = PL_BREAKS,
		.words = "pins refuse",
		.about = "The honest host is refused by the pins: an outage that pinning made.",
	},
	[PL_STATE_BREAKS_CHAIN] = {
		.name = "breaks-chain",
		.symbol = "p",
		.ascii = 'p',
		.verdict = PL_BREAKS,
		.words = "chain refused",
		.about = "The honest host is refused for a reason that is not the pins'; no pin "
			 "would have helped.",
	},
	[PL_STATE_BLOCKED] = {
		.name = "blocked",
		.symbol = "#",
		.ascii = '#',
		.verdict = PL_BLOCKED,
		.words = "blocked",
		.about = "The attacker is refused.",
	},
	[PL_STATE_MOOT] = {
		.name = "blocked-moot",
		.symbol = "-",
		.ascii = '-',
		.verdict = PL_BLOCKED,
		.words = "moot",
		.about = "The attacker is refused by a client that refuses the honest host as "
			 "well: worth nothing.",
	},
	[PL_STATE_INTERCEPTED] = {
		.name = "intercepted",
		.symbol = "!",
		.ascii = '!',
		.verdict = PL_INTERCEPTED,
		.words = "intercepted",
		.about = "The attacker is accepted.",
	},
	[PL_STATE_DETECTED] = {
		.name = "intercepted-detected",
		.symbol = "d",
		.ascii = 'd',
		.verdict = PL_INTERCEPTED,
		.words = "detected",
		.about = "The attacker is accepted, but his certificate is logged and a monitor "
			 "watches the name.",
	},
};

static const struct pl_reason_info reasons[PL_REASONS] = {
	[PL_REASON_PINS_INVALID] = {
		.name = "pins-invalid",
		.words = "the pins do not load",
		.about = "The client refuses the pins when the app loads them, before any "
			 "connection. It is the app maker's fault, and every host that the set "
			 "covers is down.",
		.remedy = "Write the pins in the form and spelling that this client reads.",
	},
	[PL_REASON_CHAIN_INCOMPLETE] = {
		.name = "chain-incomplete",
		.words = "an intermediate was not sent",
		.about = "No path leads from what the server sent to a trusted root, though one "
			 "exists with a certificate that it left out. It is the server's fault; "
			 "browsers that fetch or remember intermediates hide it.",
		.remedy = "Present the full chain: the leaf and every intermediate.",
	},
	[PL_REASON_UNKNOWN_ISSUER] = {
		.name = "unknown-issuer",
		.words = "no path to a trusted root",
		.about = "No path leads to a certificate that this device ever trusted.",
		.remedy = "Serve a chain to a root that the device has, by a cross-sign if need "
			  "be, or update the device's store.",
	},
	[PL_REASON_DISTRUSTED] = {
		.name = "distrusted",
		.words = "no longer trusted",
		.about = "A path exists, but the device has dropped its root, blocks a "
			 "certificate or key on it, or takes only its leaves of other dates.",
		.remedy = "Move to another authority, or serve a cross-sign below a root that is "
			  "still trusted.",
	},
	[PL_REASON_BAD_SIGNATURE] = {
		.name = "bad-signature",
		.words = "a signature does not verify",
		.about = "A certificate names an issuer whose key did not sign it: a forgery, or "
			 "a chain put together wrongly.",
		.remedy = "Present the intermediate that really signed the leaf.",
	},
	[PL_REASON_NOT_A_CA] = {
		.name = "not-a-ca",
		.words = "an issuer is not a CA",
		.about = "A certificate in the middle of the path may not issue certificates (RFC "
			 "5280 6.1.4 (k), (n)).",
		.remedy = "Have the leaf issued by a CA.",
	},
	[PL_REASON_PATH_TOO_LONG] = {
		.name = "path-too-long",
		.words = "the path is too long",
		.about = "More certificates lie below a CA than its path length allows (RFC 5280 "
			 "6.1.4 (l), (m)), or more than the client accepts.",
		.remedy = "Have the leaf issued nearer to the root.",
	},
	[PL_REASON_NAME_CONSTRAINT] = {
		.name = "name-constraint",
		.words = "a CA may not issue for this name",
		.about = "A name lies outside the subtrees that a CA above permits (RFC 5280 "
			 "4.2.1.10).",
		.remedy = "Have the leaf issued by a CA that may issue for the name.",
	},
	[PL_REASON_WRONG_PURPOSE] = {
		.name = "wrong-purpose",
		.words = "not made for servers",
		.about = "Key usage or extended key usage forbids what the certificate is used "
			 "for.",
		.remedy = "Have a certificate with the purpose serverAuth issued.",
	},
	[PL_REASON_WEAK_CRYPTO] = {
		.name = "weak-crypto",
		.words = "key or signature too weak",
		.about = "A key is too short or a signature uses a broken hash.",
		.remedy = "Re-issue with RSA from 2048 or EC from 224 bits, signed with SHA-2.",
	},
	[PL_REASON_CERT_NOT_YET_VALID] = {
		.name = "cert-not-yet-valid",
		.words = "not valid yet",
		.about = "A certificate's validity begins later than the clock.",
		.remedy = "Load a certificate only once its notBefore has passed on every device.",
	},
	[PL_REASON_CERT_EXPIRED] = {
		.name = "cert-expired",
		.words = "the leaf has expired",
		.about = "The leaf's notAfter has passed. Pins play no part in it.",
		.remedy = "Renew before the expiry, and load what was renewed.",
	},
	[PL_REASON_ISSUER_EXPIRED] = {
		.name = "issuer-expired",
		.words = "an intermediate has expired",
		.about = "A certificate between leaf and root has expired; the leaf itself may be "
			 "fresh.",
		.remedy = "Serve a newer intermediate or another cross-sign.",
	},
	[PL_REASON_ROOT_EXPIRED] = {
		.name = "root-expired",
		.words = "the root has expired",
		.about = "The path ends in a root whose notAfter has passed, on a device that "
			 "checks it.",
		.remedy = "Serve a path to another root, or update the device's store.",
	},
	[PL_REASON_DEVICE_CLOCK] = {
		.name = "device-clock",
		.words = "the device's clock is wrong",
		.about = "The dates are good at the true time; only this device's clock puts them "
			 "out.",
		.remedy = "Set the device's clock.",
	},
	[PL_REASON_REVOKED] = {
		.name = "revoked",
		.words = "revoked",
		.about = "The authority has revoked a certificate on the path and the device "
			 "found out.",
		.remedy = "Renew.",
	},
	[PL_REASON_REVOCATION_UNAVAILABLE] = {
		.name = "revocation-unavailable",
		.words = "revocation not answered",
		.about = "A device that insists on an answer about revocation got none.",
		.remedy = "Staple an answer.",
	},
	[PL_REASON_STAPLE_MISSING] = {
		.name = "staple-missing",
		.words = "no staple",
		.about = "The certificate demands a stapled OCSP answer and none came.",
		.remedy = "Switch stapling on.",
	},
	[PL_REASON_CT_MISSING] = {
		.name = "ct-missing",
		.words = "not logged",
		.about = "The device or the app demands timestamps of public logs (Certificate "
			 "Transparency), and the leaf brings too few that count: of too few logs or "
			 "operators, or of logs that were retired since.",
		.remedy = "Have the certificate issued anew and logged where it counts.",
	},
	[PL_REASON_NAME_MISMATCH] = {
		.name = "name-mismatch",
		.words = "not issued for this name",
		.about = "The leaf does not cover the name that was asked for (RFC 9525).",
		.remedy = "Have a certificate issued that covers the name.",
	},
	[PL_REASON_HANDSHAKE_FAILED] = {
		.name = "handshake-failed",
		.words = "key and certificate do not belong together",
		.about = "The server signs with a key that is not the certificate's, so it cannot "
			 "prove that the certificate is its own.",
		.remedy = "Load the key that belongs to the certificate.",
	},
	[PL_REASON_UNSUPPORTED_KEY] = {
		.name = "unsupported-key",
		.words = "a key this client cannot hash",
		.about = "The client cannot compute a pin of this kind of key and refuses.",
		.remedy = "Serve a key of a kind that the client supports.",
	},
	[PL_REASON_PIN_MISMATCH] = {
		.name = "pin-mismatch",
		.words = "no pin matches",
		.about = "The chain was accepted, but nothing that this client looks at is "
			 "pinned.",
		.remedy = "Serve a pinned key again, or release an app that pins what is served.",
	},
	[PL_REASON_LIST_STALE] = {
		.name = "list-stale",
		.words = "the pins are too old",
		.about = "The pins are older than the client accepts: a fetched list, or a set "
			 "whose end closes.",
		.remedy = "Publish a fresh list, or release an app with a fresh pin set.",
	},
	[PL_REASON_PIN_MATCH] = {
		.name = "pin-match",
		.words = "a pin matches",
		.about = "The chain was accepted and a pin covers something that this client "
			 "looks at.",
		.remedy = "",
	},
	[PL_REASON_FIRST_USE] = {
		.name = "first-use",
		.words = "first use",
		.about = "Nothing was remembered for this host yet, so what came was accepted and "
			 "noted.",
		.remedy = "",
	},
	[PL_REASON_NO_PINS] = {
		.name = "no-pins",
		.words = "there are no pins",
		.about = "The strategy pins nothing: the trust store alone decides.",
		.remedy = "",
	},
	[PL_REASON_HOST_NOT_COVERED] = {
		.name = "host-not-covered",
		.words = "the pins are for other hosts",
		.about = "No rule of the pin set covers this host, so the pins were not looked "
			 "at.",
		.remedy = "Add a rule for the host.",
	},
	[PL_REASON_PINS_EXPIRED] = {
		.name = "pins-expired",
		.words = "the pin set has expired",
		.about = "The pin set's own date has passed and the client stopped looking: "
			 "reachable, and unprotected.",
		.remedy = "Release an app with a fresh pin set.",
	},
	[PL_REASON_PINS_BYPASSED] = {
		.name = "pins-bypassed",
		.words = "the pins were bypassed",
		.about = "The path ends in a root that was installed locally, for which this "
			 "client skips its pins.",
		.remedy = "Choose a client that enforces pins for local roots.",
	},
	[PL_REASON_REPORT_ONLY] = {
		.name = "report-only",
		.words = "mismatch, only reported",
		.about = "No pin matched, but the set only reports and does not enforce.",
		.remedy = "Read the reports, then enforce.",
	},
};

const char *pl_verdict_name(enum pl_verdict verdict)
{
	return verdicts[verdict];
}

bool pl_verdict_parse(const char *text, enum pl_verdict *out)
{
	for (size_t i = 0; i < PL_VERDICTS; i++) {
		if (pl_streq(text, verdicts[i])) {
			*out = (enum pl_verdict)i;
			return true;
		}
	}
	return false;
}

const struct pl_state_info *pl_state_info(enum pl_state state)
{
	return &states[state];
}

bool pl_state_parse(const char *text, enum pl_state *out)
{
	for (size_t i = 0; i < PL_STATES; i++) {
		if (pl_streq(text, states[i].name)) {
			*out = (enum pl_state)i;
			return true;
		}
	}
	return false;
}

const struct pl_reason_info *pl_reason_info(enum pl_reason reason)
{
	return &reasons[reason];
}

bool pl_reason_parse(const char *text, enum pl_reason *out)
{
	for (size_t i = 0; i < PL_REASONS; i++) {
		if (pl_streq(text, reasons[i].name)) {
			*out = (enum pl_reason)i;
			return true;
		}
	}
	return false;
}
