/* How does an authority issue, to a host and to another authority? */
#include <config.h>

#include "lab/ct.h"
#include "lab/parts.h"
#include "lab/provider.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define COMMON_NAME_MAX 64 /* RFC 5280, ub-common-name */

/* Keys are streams by generation, so that another renewal moves no other key. */
static struct pl_key *host_key(struct pl_change *change, const char *purpose, const char *id,
			       unsigned generation, enum pl_key_alg alg, struct pl_error *err)
{
	char *name = pl_asprintf("%s#%u", id, generation);
	struct pl_key *key = pl_pki_key(pl_engine_pki(change->engine), purpose, name, alg, err);

	free(name);
	return key;
}

static bool make_backup(struct pl_change *change, struct pl_host *host, struct pl_error *err)
{
	host->backup_key =
		host_key(change, "backup", host->id, ++host->backup_generation, host->alg, err);
	host->backup_lost = PL_TIME_NONE;
	return host->backup_key;
}

bool pl_change_key_allowed(const struct pl_host *host, const struct pl_value *key,
			   struct pl_error *err)
{
	if (!pl_host_is_managed(host) || !key->set || key->num == PL_KEY_NEW ||
	    key->num == PL_KEY_ALGORITHM)
		return true;
	return pl_error_input(err, key->pos,
			      "%s holds the key of %s and makes a new one each time, so nobody can "
			      "give it %s; write key: new, or choose another provider",
			      host->provider->name, host->id,
			      key->num == PL_KEY_SAME ? "the same again" : "a backup key");
}

bool pl_change_next_backup(struct pl_change *change, struct pl_host *host, struct pl_error *err)
{
	/* Renewals with it work again. */
	change->authorities_changed = true;
	return make_backup(change, host, err);
}

static bool has_backup(struct pl_change *change, const struct pl_host *host, struct pl_error *err)
{
	char date[PL_TIME_TEXT];

	if (host->backup_lost == PL_TIME_NONE)
		return true;
	return pl_error_input(err, change->pos,
			      "the backup key of %s was lost on %s; renew with another key, or "
			      "release a version with the next backup key first",
			      host->id, pl_time_format_short(host->backup_lost, date));
}

static struct pl_key *choose_key(struct pl_change *change, struct pl_host *host,
				 enum pl_key_mode mode, enum pl_key_alg alg, struct pl_error *err)
{
	const struct pl_issuance *latest = pl_host_latest(host);
	struct pl_key *key = host->backup_key;

	if (mode == PL_KEY_SAME && latest && !pl_host_is_managed(host))
		return latest->key;
	if (mode == PL_KEY_BACKUP && !has_backup(change, host, err))
		return NULL;
	if (mode == PL_KEY_BACKUP && key)
		return make_backup(change, host, err) ? key : NULL;
	if (mode == PL_KEY_ALGORITHM)
		host->alg = alg;
	return host_key(change, "host", host->id, ++host->key_generation, host->alg, err);
}

static bool caa_allows(const struct pl_change *change, const struct pl_host *host,
		       const struct pl_authority *authority, char **why)
{
	return pl_caa_allows(change->world, authority->operator_, host->names, host->n_names,
			     PL_APPLICANT_OWNER, why);
}

/* A CA that keeps the rules asks DNS first; a company's own asks nobody. An owner who keeps his
 * records widens them; others for the same host may stand against it still. */
static bool may_issue(struct pl_change *change, const struct pl_host *host,
		      const struct pl_authority *authority, struct pl_error *err)
{
	char *why = NULL;
	bool ok = !pl_world_is_public(change->world, authority) ||
		  caa_allows(change, host, authority, &why);

	if (!ok && pl_change_caa_keep(change, host, authority->operator_)) {
		free(why);
		ok = caa_allows(change, host, authority, &why);
	}
	if (!ok)
		pl_error_input(err, change->pos, "%s refuses to issue for %s: %s", authority->name,
			       host->id, why);
	free(why);
	return ok;
}

/* Where its leaf is published; nowhere in a world without logs. */
static size_t choose_logs(struct pl_change *change, const struct pl_host *host,
			  const struct pl_authority *authority, int64_t life,
			  size_t out[PL_LOGS_MAX])
{
	size_t n;

	if (!change->world->ct || change->world->ct->n_logs == 0 ||
	    !pl_world_is_public(change->world, authority))
		return 0;
	n = pl_logs_choose(change->world, change->model->facts, host->logs, host->n_logs,
			   life, out);
	if (n < host->n_logs)
		pl_change_note(change, "%zu of the %zu logs of %s take entries", n, host->n_logs,
			       host->id);
	return n;
}

static struct pl_cert *issue_leaf(struct pl_change *change, const struct pl_host *host,
				  const struct pl_issued *issuer, struct pl_key *issuer_key,
				  struct pl_key *key, int64_t life, const size_t *logs,
				  size_t n_logs, struct pl_error *err)
{
	int64_t now = pl_change_issue_date(change);
	struct pl_key *log_keys[PL_LOGS_MAX];
	char *serial, *subject;
	struct pl_cert *cert;

	if (life > PL_TIME_MAX - now) {
		pl_error_input(err, change->pos, "a certificate of %s would outlive the year 9999; "
			       "end the scenario earlier", host->id);
		return NULL;
	}
	for (size_t i = 0; i < n_logs; i++)
		log_keys[i] = change->world->ct->logs[logs[i]].key;
	serial = pl_asprintf("leaf/%s#%u", host->id, host->issued + 1);
	subject = pl_asprintf("CN=%s", strlen(host->names[0]) > COMMON_NAME_MAX ? host->id
									       : host->names[0]);
	cert = pl_engine_issue(change->engine, &(struct pl_cert_request){
		.subject = subject,
		.subject_key = key,
		.issuer = issuer->cert,
		.issuer_key = issuer_key,
		.serial_name = serial,
		.not_before = now,
		.not_after = now + life - 1,
		.must_staple = host->must_staple,
		.dns = (const char *const *)host->names,
		.n_dns = host->n_names,
		.logs = log_keys,
		.n_logs = n_logs,
	}, err);
	free(serial);
	free(subject);
	return cert;
}

/* A key that was the backup stays that until a server has loaded it. */
static bool was_backup(const struct pl_host *host, const struct pl_key *key,
		       const struct pl_key *backup)
{
	return key == backup ||
	       (host->staged && host->staged->from_backup && host->staged->key == key);
}

static struct pl_issuance *new_issuance(struct pl_change *change, const struct pl_host *host,
					struct pl_key *key, struct pl_cert *const *certs, size_t n,
					struct pl_cert *root)
{
	struct pl_issuance *issuance = pl_calloc(1, sizeof(*issuance));

	pl_ref_init(&issuance->ref);
	issuance->issuer = pl_strdup(host->issuer);
	issuance->key = key;
	issuance->number = host->issued;
	issuance->full = pl_chain_ref(pl_engine_chain(change->engine, certs, n));
	issuance->root = pl_cert_ref(root);
	issuance->previous = pl_issuance_ref(pl_host_latest(host));
	if (issuance->number == PL_ISSUANCES_EARLY)
		issuance->early = issuance;
	else if (issuance->previous)
		issuance->early = issuance->previous->early;
	issuance->last_end = certs[0]->not_after;
	if (issuance->previous && issuance->previous->last_end > issuance->last_end)
		issuance->last_end = issuance->previous->last_end;
	return issuance;
}

static void set_issuer(struct pl_host *host, const char *authority)
{
	char *own = pl_strdup(authority);

	free(host->issuer);
	host->issuer = own;
}

bool pl_change_issue_one(struct pl_change *change, struct pl_host *host, enum pl_key_mode mode,
			 enum pl_key_alg alg, bool staged, struct pl_error *err)
{
	const struct pl_authority *authority = pl_change_draw(change, host);
	const struct pl_issued *issuer =
		pl_world_issuing(change->world, authority, change->pos, err);
	struct pl_cert *certs[PL_BUNDLE_MAX + 1], *root;
	struct pl_key *key, *backup = host->backup_key;
	struct pl_issuance *made;
	size_t n, logs[PL_LOGS_MAX], n_logs;
	int64_t life;

	if (!issuer || !may_issue(change, host, authority, err) ||
	    !pl_change_lifetime(change, host, authority, &life, err))
		return false;
	if (!pl_world_bundle(change->world, authority, issuer, certs + 1, &n, &root, change->pos,
			     err))
		return false;
	key = choose_key(change, host, mode, alg, err);
	if (!key)
		return false;
	n_logs = choose_logs(change, host, authority, life, logs);
	certs[0] = issue_leaf(change, host, issuer, authority->key, key, life, logs, n_logs, err);
	if (!certs[0])
		return false;
	pl_change_log(change, certs[0], issuer->cert, logs, n_logs);
	set_issuer(host, authority->name);
	host->issued++;
	host->renewal_blocked = host->renewal_noted = false;
	made = new_issuance(change, host, key, certs, n + 1, root);
	made->from_backup = was_backup(host, key, backup);
	pl_issuance_unref(host->staged);
	host->staged = made;
	if (!host->backup_key && !make_backup(change, host, err))
		return false;
	if (!pl_change_issue_nodes(change, host, mode, staged, err))
		return false;
	return staged || pl_change_load_one(change, host);
}

bool pl_change_issue(struct pl_change *change, struct pl_host *host, enum pl_key_mode mode,
		     enum pl_key_alg alg, bool staged, struct pl_error *err)
{
	struct pl_host *twin;

	if (!pl_change_issue_one(change, host, mode, alg, staged, err))
		return false;
	twin = pl_change_twin(change, host);
	return !twin || pl_change_issue_one(change, twin, mode, alg, staged, err);
}

void pl_change_issuer(struct pl_host *host, const char *authority)
{
	set_issuer(host, authority);
	pl_pool_clear(&host->pool);
	host->renewal_blocked = false;
}

/* A pool in which `to` stands already gets shorter. */
static struct pl_pool exchanged_pool(const struct pl_pool *pool, const char *from, const char *to)
{
	struct pl_pool out = { .mode = pool->mode };

	for (size_t i = 0; i < pool->n; i++) {
		const char *name = pl_streq(pool->names[i], from) ? to : pool->names[i];

		if (!pl_pool_has(&out, name))
			pl_pool_add(&out, name, (struct pl_pos){ 0 });
	}
	return out;
}

void pl_change_member(struct pl_host *host, const char *from, const char *to)
{
	struct pl_pool pool = exchanged_pool(&host->pool, from, to);

	if (pl_streq(host->issuer, from))
		set_issuer(host, to);
	pl_pool_clear(&host->pool);
	host->pool = pool;
	host->renewal_blocked = false;
}

static struct pl_cert *certify(struct pl_change *change, const struct pl_authority *authority,
			       const struct pl_authority *by, const char *name, int64_t from,
			       int64_t to, struct pl_error *err)
{
	bool self = by == authority;
	char *subject = pl_lab_subject(authority->subject);
	char *serial = pl_asprintf("authority/%s", name);
	struct pl_subtrees permitted;
	struct pl_cert *cert;

	pl_lab_subtrees(change->model, &permitted);
	cert = pl_engine_issue(change->engine, &(struct pl_cert_request){
		.subject = subject,
		.subject_key = authority->key,
		.issuer = self ? NULL : by->certs[0].cert,
		.issuer_key = self ? NULL : by->key,
		.serial_name = serial,
		.not_before = from,
		.not_after = to,
		.ca = true,
		.path_len = authority->path_len,
		.permitted = self ? &permitted : NULL,
	}, err);
	pl_lab_subtrees_clear(&permitted);
	free(subject);
	free(serial);
	return cert;
}

bool pl_change_certify(struct pl_change *change, struct pl_authority *authority,
		       struct pl_authority *by, const char *name, int64_t from, int64_t to,
		       bool first, struct pl_error *err)
{
	struct pl_cert *cert = certify(change, authority, by, name, from, to, err);
	struct pl_issued *slot;

	if (!cert)
		return false;
	change->authorities_changed = true;
	slot = PL_PUSH(authority->certs, authority->n_certs, authority->cap_certs);
	if (first) {
		memmove(authority->certs + 1, authority->certs,
			(authority->n_certs - 1) * sizeof(*authority->certs));
		slot = authority->certs;
	}
	*slot = (struct pl_issued){
		.name = pl_strdup(name),
		.by = pl_strdup(by->name),
		.cert = pl_cert_ref(cert),
	};
	return true;
}

/* An operator that no file names, as a private CA's, publishes nothing. */
static void set_channels(struct pl_authority *authority, const struct pl_model *model)
{
	const struct pl_operator_def *def = pl_model_operator(model, authority->operator_);

	for (size_t i = 0; i < PL_CHANNELS; i++)
		authority->channels[i] =
			def ? def->channels[i] : (struct pl_channel_pace){ .off = true };
}

struct pl_authority *pl_change_add_authority_of(struct pl_change *change, const char *name,
						const char *operator_, const char *subject,
						const char *key_of, enum pl_key_alg alg,
						int path_len, struct pl_error *err)
{
	struct pl_world *world = change->world;
	struct pl_key *key =
		pl_pki_key(pl_engine_pki(change->engine), "authority", key_of, alg, err);
	struct pl_authority *authority;

	if (!key)
		return NULL;
	change->authorities_changed = true;
	authority = pl_authority_new(name, operator_);
	authority->subject = pl_strdup(subject);
	authority->alg = alg;
	authority->path_len = path_len;
	authority->key = key;
	set_channels(authority, change->model);
	*PL_PUSH(world->authorities, world->n_authorities, world->cap_authorities) = authority;
	return authority;
}

struct pl_authority *pl_change_add_authority(struct pl_change *change, const char *name,
					     const char *operator_, const char *subject,
					     enum pl_key_alg alg, int path_len,
					     struct pl_error *err)
{
	return pl_change_add_authority_of(change, name, operator_, subject, name, alg, path_len,
					  err);
}
