/* Which certificates were made already, for worlds and for attackers? */
#include <config.h>

#include "lab/engine.h"

#include <stdlib.h>
#include <string.h>

#include "lab/engine/parts.h"
#include "lab/parts.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static void add_digest(struct pl_buf *key, const uint8_t *digest)
{
	static const uint8_t none[32];

	pl_buf_add(key, digest ? digest : none, 32);
}

/* A request's identity: all that its certificate depends on. What else it may
 * ask for (CA bit, constraints) follows from the serial's name. */
static void request_key(struct pl_buf *key, const struct pl_cert_request *request)
{
	pl_buf_reset(key);
	add_digest(key, request->issuer ? request->issuer->sha256 : NULL);
	add_digest(key, pl_key_spki_sha256(request->subject_key));
	pl_buf_add(key, &request->not_before, sizeof(request->not_before));
	pl_buf_add(key, &request->not_after, sizeof(request->not_after));
	pl_buf_add(key, request->serial_name, strlen(request->serial_name) + 1);
	pl_buf_putc(key, request->must_staple ? 's' : '-');
	pl_buf_puts(key, request->subject);
	for (size_t i = 0; i < request->n_dns; i++)
		pl_buf_add(key, request->dns[i], strlen(request->dns[i]) + 1);
	for (size_t i = 0; i < request->n_logs; i++)
		add_digest(key, pl_key_spki_sha256(request->logs[i]));
	for (size_t i = 0; request->permitted && i < request->permitted->n_dns; i++)
		pl_buf_add(key, request->permitted->dns[i], strlen(request->permitted->dns[i]) + 1);
	for (size_t i = 0; request->permitted && i < request->permitted->n_ip; i++)
		pl_buf_add(key, request->permitted->ip[i].addr, request->permitted->ip[i].len);
}

struct pl_cert *pl_engine_issue(struct pl_engine *engine, const struct pl_cert_request *request,
				struct pl_error *err)
{
	struct pl_buf *key = &engine->scratch;
	struct pl_cert *cert;

	request_key(key, request);
	cert = pl_map_get_n(&engine->issued, pl_buf_str(key), key->len);
	if (cert)
		return cert;
	cert = pl_cert_issue(engine->pki, request, err);
	if (cert)
		pl_map_set_n(&engine->issued, pl_buf_str(key), key->len, cert);
	return cert;
}

/* Everything that a forged leaf depends on; owned, kept to make the same leaf with timestamps. */
struct pl_forged {
	struct pl_cert *cert;
	char *purpose;
	struct pl_cert *issuer; /* NULL: self-signed */
	struct pl_key *issuer_key, *subject_key; /* borrowed from pki */
	char **names;
	size_t n_names;
};

static struct pl_forged *forged_new(const struct pl_forged *from)
{
	struct pl_forged *own = pl_memdup(from, sizeof(*from));

	own->purpose = pl_strdup(from->purpose);
	pl_cert_ref(own->issuer);
	own->names = pl_calloc(from->n_names, sizeof(*own->names));
	for (size_t i = 0; i < from->n_names; i++)
		own->names[i] = pl_strdup(from->names[i]);
	return own;
}

void pl_forged_free(struct pl_forged *forged)
{
	for (size_t i = 0; i < forged->n_names; i++)
		free(forged->names[i]);
	free(forged->names);
	free(forged->purpose);
	pl_cert_unref(forged->cert);
	pl_cert_unref(forged->issuer);
	free(forged);
}

static struct pl_cert *forge(struct pl_engine *engine, const struct pl_forged *of,
			     struct pl_key *const *logs, size_t n_logs, int64_t logged_at,
			     struct pl_error *err)
{
	char issuer_hex[17] = "self", key_hex[17];
	char *serial, *subject;
	struct pl_cert *cert;

	if (of->issuer)
		pl_hex(of->issuer->sha256, 8, issuer_hex);
	pl_hex(pl_key_spki_sha256(of->subject_key), 8, key_hex);
	serial = pl_asprintf("attack/%s/%s/%s", of->purpose, issuer_hex, key_hex);
	subject = pl_asprintf("CN=%s", of->names[0]);
	cert = pl_cert_issue(engine->pki, &(struct pl_cert_request){
		.subject = subject,
		.subject_key = of->subject_key,
		.issuer = of->issuer,
		.issuer_key = of->issuer_key,
		.serial_name = serial,
		/* The attacker writes what he likes: one forgery serves the whole run, and the
		 * dates above it decide. */
		.not_before = PL_TIME_MIN,
		.not_after = PL_TIME_MAX,
		.dns = (const char *const *)of->names,
		.n_dns = of->n_names,
		.logs = logs,
		.n_logs = n_logs,
		.logged_after = logged_at - PL_TIME_MIN,
	}, err);
	free(serial);
	free(subject);
	return cert;
}

static void forged_key(struct pl_buf *key, const struct pl_forged *of)
{
	pl_buf_reset(key);
	add_digest(key, of->issuer ? of->issuer->sha256 : NULL);
	add_digest(key, pl_key_spki_sha256(of->subject_key));
	pl_buf_add(key, of->purpose, strlen(of->purpose) + 1);
	for (size_t i = 0; i < of->n_names; i++)
		pl_buf_add(key, of->names[i], strlen(of->names[i]) + 1);
}

/* Takes the certificate over. */
static void remember(struct pl_engine *engine, const struct pl_buf *key, struct pl_forged *of)
{
	struct pl_forged *own = forged_new(of);

	pl_map_set_n(&engine->forged, pl_buf_str(key), key->len, own);
	pl_map_set_n(&engine->forged_by_digest, own->cert->sha256, sizeof(own->cert->sha256), own);
}

struct pl_cert *pl_engine_forge(struct pl_engine *engine, const char *purpose,
				const struct pl_cert *issuer, struct pl_key *issuer_key,
				struct pl_key *subject_key, const char *const *names,
				size_t n_names, struct pl_error *err)
{
	struct pl_buf *key = &engine->scratch;
	struct pl_forged of = {
		.purpose = (char *)purpose,
		.issuer = (struct pl_cert *)(uintptr_t)issuer,
		.issuer_key = issuer_key,
		.subject_key = subject_key,
		.names = (char **)(uintptr_t)names,
		.n_names = n_names,
	};
	const struct pl_forged *known;

	forged_key(key, &of);
	known = pl_map_get_n(&engine->forged, pl_buf_str(key), key->len);
	if (known)
		return known->cert;
	of.cert = forge(engine, &of, NULL, 0, PL_TIME_MIN, err);
	if (of.cert)
		remember(engine, key, &of);
	return of.cert;
}

bool pl_engine_forged_below(struct pl_engine *engine, const struct pl_cert *leaf)
{
	const struct pl_forged *of =
		pl_map_get_n(&engine->forged_by_digest, leaf->sha256, sizeof(leaf->sha256));

	return of && of->issuer;
}

struct pl_cert *pl_engine_forge_logged(struct pl_engine *engine, const struct pl_cert *leaf,
				       struct pl_key *const *logs, size_t n_logs, int64_t at,
				       struct pl_error *err)
{
	const struct pl_forged *known =
		pl_map_get_n(&engine->forged_by_digest, leaf->sha256, sizeof(leaf->sha256));
	struct pl_buf *key = &engine->scratch;
	struct pl_forged of = *known;

	forged_key(key, &of);
	pl_buf_add(key, &at, sizeof(at));
	for (size_t i = 0; i < n_logs; i++)
		add_digest(key, pl_key_spki_sha256(logs[i]));
	known = pl_map_get_n(&engine->forged, pl_buf_str(key), key->len);
	if (known)
		return known->cert;
	of.cert = forge(engine, &of, logs, n_logs, at, err);
	if (of.cert)
		remember(engine, key, &of);
	return of.cert;
}

/* Who an extra operator is. */
struct rogue_words {
	const char *purpose, *root, *ca; /* subjects; ca NULL: the root issues itself */
};

static const struct rogue_words other_operator = {
	.purpose = "other-operator",
	.root = "O=" PL_LAB_ORGANISATION ", CN=Unrelated Root CA",
	.ca = "O=" PL_LAB_ORGANISATION ", CN=Unrelated Issuing CA",
};

static const struct rogue_words user_installed = {
	.purpose = "user-ca",
	.root = "O=" PL_LAB_ORGANISATION ", CN=Installed Proxy CA",
};

static bool make_rogue(struct pl_engine *engine, const struct rogue_words *words,
		       const struct pl_subtrees *permitted, struct pl_rogue *out,
		       struct pl_error *err)
{
	/* Valid for ever: no date of theirs is ever an edge. */
	struct pl_cert_request request = {
		.subject = words->root,
		.not_before = PL_TIME_MIN,
		.not_after = PL_TIME_MAX,
		.ca = true,
		.path_len = -1,
		.permitted = permitted,
	};

	out->root_key = pl_pki_key(engine->pki, "attack", words->purpose, PL_KEY_P256, err);
	if (!out->root_key)
		return false;
	request.serial_name = words->purpose;
	request.subject_key = out->root_key;
	out->root = pl_engine_issue(engine, &request, err);
	if (!out->root)
		return false;
	out->ca = out->root;
	out->ca_key = out->root_key;
	if (!words->ca)
		return true;
	out->ca_key = pl_pki_key(engine->pki, "attack", words->ca, PL_KEY_P256, err);
	if (!out->ca_key)
		return false;
	request.subject = request.serial_name = words->ca;
	request.subject_key = out->ca_key;
	request.issuer = out->root;
	request.issuer_key = out->root_key;
	request.path_len = 0;
	request.permitted = NULL;
	out->ca = pl_engine_issue(engine, &request, err);
	return out->ca;
}

static const struct pl_rogue *rogue(struct pl_engine *engine, const struct rogue_words *words,
				    const struct pl_model *model, struct pl_error *err)
{
	struct pl_subtrees permitted;
	struct pl_rogue made = { 0 }, *kept;
	struct pl_buf key = PL_BUF_INIT;

	pl_lab_subtrees(model, &permitted);
	pl_buf_puts(&key, words->purpose);
	for (size_t i = 0; i < permitted.n_dns; i++)
		pl_buf_printf(&key, " %s", permitted.dns[i]);
	for (size_t i = 0; i < permitted.n_ip; i++)
		pl_buf_add(&key, permitted.ip[i].addr, permitted.ip[i].len);
	kept = pl_map_get_n(&engine->rogues, pl_buf_str(&key), key.len);
	if (!kept && make_rogue(engine, words, &permitted, &made, err)) {
		kept = pl_memdup(&made, sizeof(made));
		pl_map_set_n(&engine->rogues, pl_buf_str(&key), key.len, kept);
	}
	pl_lab_subtrees_clear(&permitted);
	pl_buf_clear(&key);
	return kept;
}

void pl_engine_forget_model(struct pl_engine *engine)
{
	engine->rogue_model = NULL;
	engine->other_operator = engine->user_root = NULL;
}

static void remember_model(struct pl_engine *engine, const struct pl_model *model)
{
	if (!model || engine->rogue_model == model)
		return;
	pl_engine_forget_model(engine);
	engine->rogue_model = model;
}

const struct pl_rogue *pl_engine_other_operator(struct pl_engine *engine,
						const struct pl_model *model, struct pl_error *err)
{
	remember_model(engine, model);
	if (!engine->other_operator)
		engine->other_operator = rogue(engine, &other_operator, engine->rogue_model, err);
	return engine->other_operator;
}

const struct pl_rogue *pl_engine_user_root(struct pl_engine *engine, const struct pl_model *model,
					   struct pl_error *err)
{
	remember_model(engine, model);
	if (!engine->user_root)
		engine->user_root = rogue(engine, &user_installed, engine->rogue_model, err);
	return engine->user_root;
}
