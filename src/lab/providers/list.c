/* Which providers of certificates are there, and what does each do by itself? */
#include <config.h>

#include "lab/provider.h"

#include "util/text.h"
#include "util/time.h"

static const char *const lets_encrypt[] = { "lets-encrypt", NULL };
static const char *const google[] = { "google", NULL };
static const char *const amazon[] = { "amazon", NULL };
static const char *const cloudflare[] = { "lets-encrypt", "google", "ssl-com", NULL };

/* certbot/CHANGELOG.md: 30 days before the end until 3.x, a third of the life left from 4.0.0
 * (2025-04-07), half of it under ten days (certbot/_internal/renewal.py); P-256 instead of RSA
 * for new lineages from 2.0.0 (2022-11-21); --reuse-key from 0.25.0; renewal information (RFC 9773)
 * from 4.1.0 (2025-06-10). */
static const struct pl_provider certbot = {
	.name = "certbot",
	.summary = "certbot 4.1 and later as it comes: a new P-256 key at each renewal",
	.about = "Unless somebody writes --reuse-key, every renewal has a new key, and a pin on the "
		 "leaf's key breaks with the first.",
	.key = PL_KEY_NEW,
	.part = 3,
	.halves_short = true,
	.ari = true,
	.alg = PL_KEY_P256,
	.source = "certbot CHANGELOG.md and certbot/_internal/renewal.py",
	.evidence = PL_EVIDENCE_SOURCE,
};

static const struct pl_provider certbot_2 = {
	.name = "certbot-2",
	.summary = "certbot 2.0 to 3.x as it comes: a new P-256 key, 30 days ahead",
	.about = "Key type P-256 for new certificates from 2.0.0 on; those from before keep theirs.",
	.key = PL_KEY_NEW,
	.before = 30 * PL_DAY,
	.alg = PL_KEY_P256,
	.source = "certbot CHANGELOG.md",
	.evidence = PL_EVIDENCE_SOURCE,
};

static const struct pl_provider certbot_1 = {
	.name = "certbot-1",
	.summary = "certbot before 2.0 as it comes: a new RSA key, 30 days ahead",
	.about = "RSA with 2048 bits and a new key at each renewal, unless --reuse-key.",
	.key = PL_KEY_NEW,
	.before = 30 * PL_DAY,
	.alg = PL_KEY_RSA_2048,
	.source = "certbot CHANGELOG.md",
	.evidence = PL_EVIDENCE_SOURCE,
};

static const struct pl_provider certbot_reuse_key = {
	.name = "certbot-reuse-key",
	.summary = "certbot with --reuse-key: the key stays",
	.about = "The key of the last certificate is used again, so pins on it survive, and a key "
		 "once stolen stays good for the thief. --new-key changes it once: that is an event "
		 "renew with key: new, after which the new one stays.",
	.key = PL_KEY_SAME,
	.part = 3,
	.halves_short = true,
	.ari = true,
	.alg = PL_KEY_P256,
	.source = "certbot CHANGELOG.md: --reuse-key (0.25.0), --new-key (1.25.0)",
	.evidence = PL_EVIDENCE_SOURCE,
};

/* acme.sh: createDomainKey skips an existing key on renewal unless Le_ForceNewDomainKey;
 * DEFAULT_RENEW=60 days after issuance, 30 before a 90-day certificate ends;
 * DEFAULT_DOMAIN_KEY_LENGTH=ec-256; its ARI page: renewal information without any flag. */
static const struct pl_provider acme_sh = {
	.name = "acme.sh",
	.summary = "acme.sh as it comes: the key stays, 30 days ahead",
	.about = "The domain's key is made once and used again at every renewal, unless "
		 "--always-force-new-domain-key: with the same CA and the same plan, pins on the "
		 "leaf's key break under certbot and survive here.",
	.key = PL_KEY_SAME,
	.before = 30 * PL_DAY,
	.ari = true,
	.alg = PL_KEY_P256,
	.source = "acme.sh: createDomainKey, DEFAULT_RENEW, DEFAULT_DOMAIN_KEY_LENGTH",
	.evidence = PL_EVIDENCE_SOURCE,
};

/* go-acme/lego cmd/cmd_renew.go: --days 30, --reuse-key off. */
static const struct pl_provider lego = {
	.name = "lego",
	.summary = "lego 4 as it comes: a new key, 30 days ahead",
	.about = "lego renew makes a new key unless --reuse-key.",
	.key = PL_KEY_NEW,
	.before = 30 * PL_DAY,
	.ari = true,
	.alg = PL_KEY_P256,
	.source = "go-acme/lego cmd/cmd_renew.go",
	.evidence = PL_EVIDENCE_SOURCE,
};

/* cert-manager: API reference of CertificatePrivateKey.rotationPolicy; renewBefore is a third of
 * the life by default; RSA 2048 by default. */
static const struct pl_provider cert_manager_117 = {
	.name = "cert-manager-1.17",
	.summary = "cert-manager before 1.18: rotationPolicy Never, the key stays",
	.about = "Until 1.17 the private key of a Certificate was made once. An upgrade to 1.18 "
		 "turns the default round: rotationPolicy: Never has to be written then, or the "
		 "next renewal breaks pins on the key.",
	.key = PL_KEY_SAME,
	.part = 3,
	.alg = PL_KEY_RSA_2048,
	.source = "cert-manager API reference, privateKey.rotationPolicy and renewBefore",
	.evidence = PL_EVIDENCE_DOC,
};

static const struct pl_provider cert_manager = {
	.name = "cert-manager",
	.summary = "cert-manager 1.18 and later: rotationPolicy Always, a new key",
	.about = "From 1.18 on every renewal has a new key, unless the Certificate says "
		 "rotationPolicy: Never.",
	.key = PL_KEY_NEW,
	.part = 3,
	.alg = PL_KEY_RSA_2048,
	.source = "cert-manager release notes 1.18 and API reference",
	.evidence = PL_EVIDENCE_DOC,
};

/* caddyserver/certmagic config.go and maintain.go: RenewalWindowRatio 1/3, ReusePrivateKeys off. */
static const struct pl_provider caddy = {
	.name = "caddy",
	.summary = "Caddy as it comes: a new P-256 key when a third of the life is left",
	.about = "ReusePrivateKeys is off by default; its authors say that they do not want to "
		 "encourage pinning.",
	.key = PL_KEY_NEW,
	.part = 3,
	.ari = true,
	.alg = PL_KEY_P256,
	.source = "caddyserver/certmagic config.go, crypto.go, maintain.go",
	.evidence = PL_EVIDENCE_SOURCE,
};

/* ACM user guide: a new key pair each time, held by AWS; renewal is tried from 60 days ahead. */
static const struct pl_provider acm = {
	.name = "acm",
	.summary = "AWS Certificate Manager, public certificates: AWS holds the key",
	.about = "AWS makes a new key pair for every certificate and never hands it out, and draws "
		 "one of its intermediates. Only pins on Amazon's roots can be known in advance. "
		 "Whoever must keep a key imports a certificate of his own: then this is no "
		 "provider.",
	.managed = true,
	.key = PL_KEY_NEW,
	.before = 60 * PL_DAY,
	.ari = true,
	.alg = PL_KEY_RSA_2048,
	.lifetime_max = true,
	.operators = amazon,
	.source = "AWS Certificate Manager user guide, managed renewal and certificate features",
	.evidence = PL_EVIDENCE_DOC,
};

static const struct pl_provider google_managed = {
	.name = "google-managed",
	.summary = "Google-managed certificates, App Engine too: Google holds the key",
	.about = "The platform renews by itself and decides keys and CA; nobody can keep a key or "
		 "make one ahead. Nothing is promised, so this is what one has to reckon with.",
	.managed = true,
	.key = PL_KEY_NEW,
	.before = 30 * PL_DAY,
	.ari = true,
	.alg = PL_KEY_RSA_2048,
	.lifetime = 90 * PL_DAY,
	.operators = google,
	.source = "Google Cloud documentation says who renews; key and moment are not stated",
	.evidence = PL_EVIDENCE_MEMORY,
};

static const struct pl_provider cloudflare_universal = {
	.name = "cloudflare-universal",
	.summary = "Cloudflare Universal SSL: Cloudflare holds the key and chooses the CA",
	.about = "The CA may be another at each renewal, and a backup certificate from a further CA "
		 "with another key is deployed when the first is revoked. A pin on one CA's root "
		 "holds until Cloudflare takes another.",
	.managed = true,
	.key = PL_KEY_NEW,
	.before = 30 * PL_DAY,
	.ari = true,
	.alg = PL_KEY_P256,
	.lifetime = 90 * PL_DAY,
	.operators = cloudflare,
	.source = "developers.cloudflare.com/ssl: certificate authorities, backup certificates",
	.evidence = PL_EVIDENCE_DOC,
};

static const struct pl_provider cloudflare_advanced = {
	.name = "cloudflare-advanced",
	.summary = "Cloudflare with a CA of one's choice: Cloudflare holds the key",
	.about = "Advanced Certificate Manager lets one choose the CA, here Google Trust Services "
		 "unless issuer says otherwise; the key stays with Cloudflare.",
	.managed = true,
	.key = PL_KEY_NEW,
	.before = 30 * PL_DAY,
	.ari = true,
	.alg = PL_KEY_P256,
	.lifetime = 90 * PL_DAY,
	.operators = google,
	.source = "developers.cloudflare.com/ssl: advanced certificates",
	.evidence = PL_EVIDENCE_DOC,
};

/* letsencrypt.org/docs/integration-guide: a third left, half under ten days. */
static const struct pl_provider letsencrypt = {
	.name = "letsencrypt",
	.summary = "Let's Encrypt, profile classic, renewed as it advises",
	.about = "90 days, 64 from 2027-02-10, 45 from 2028-02-16; one of its intermediates at "
		 "random. Whether the key stays is the client's business: here it is new.",
	.key = PL_KEY_NEW,
	.part = 3,
	.halves_short = true,
	.ari = true,
	.alg = PL_KEY_P256,
	.profile = "classic",
	.operators = lets_encrypt,
	.source = "letsencrypt.org/docs/profiles and integration-guide",
	.evidence = PL_EVIDENCE_DOC,
};

static const struct pl_provider letsencrypt_shortlived = {
	.name = "letsencrypt-shortlived",
	.summary = "Let's Encrypt, profile shortlived: six days, renewed at half",
	.about = "160 hours, renewed when half is left: more than a hundred times a year.",
	.key = PL_KEY_NEW,
	.part = 3,
	.halves_short = true,
	.ari = true,
	.alg = PL_KEY_P256,
	.profile = "shortlived",
	.operators = lets_encrypt,
	.source = "letsencrypt.org/docs/profiles and integration-guide",
	.evidence = PL_EVIDENCE_DOC,
};

static const struct pl_provider gts = {
	.name = "gts",
	.summary = "Google Trust Services over ACME, 90 days, renewed as advised for ACME",
	.about = "One of its intermediates; whether the key stays is the client's business: here it "
		 "is new.",
	.key = PL_KEY_NEW,
	.part = 3,
	.alg = PL_KEY_P256,
	.lifetime = 90 * PL_DAY,
	.operators = google,
	.source = "pki.goog documentation of the ACME service",
	.evidence = PL_EVIDENCE_MEMORY,
};

static const struct pl_provider *const providers[] = {
	&certbot,
	&certbot_2,
	&certbot_1,
	&certbot_reuse_key,
	&acme_sh,
	&lego,
	&cert_manager,
	&cert_manager_117,
	&caddy,
	&acm,
	&google_managed,
	&cloudflare_universal,
	&cloudflare_advanced,
	&letsencrypt,
	&letsencrypt_shortlived,
	&gts,
};

const struct pl_provider *const *pl_providers(size_t *n)
{
	*n = PL_ARRAY_LEN(providers);
	return providers;
}

const struct pl_provider *pl_provider_find(const char *name)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(providers); i++)
		if (pl_streq(providers[i]->name, name))
			return providers[i];
	return NULL;
}
