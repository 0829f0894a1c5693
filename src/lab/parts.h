/*
 * What the files behind world.h, event.h and run.h share and no other room
 * needs: making certificates once, the names a lab root may certify, and the
 * steps of a run's own work.
 */
#ifndef PINLAB_LAB_PARTS_H
#define PINLAB_LAB_PARTS_H

#include "lab/engine.h"
#include "lab/event.h"
#include "lab/model.h"
#include "lab/run.h"
#include "lab/world.h"

/* What stands in every lab CA's subject instead of its real organisation. */
#define PL_LAB_ORGANISATION "SIMULATION (pinlab)"
/* What events call the root that users and proxies install. */
#define PL_USER_CA "user-ca"
/* The bundle above a leaf never gets longer than a path may be. */
#define PL_BUNDLE_MAX 20
#define PL_EVENT_OF 80
/* Where times are only compared, "never" sorts last. */
#define PL_NEVER INT64_MAX

/* pl_cert_issue, once per equal request; borrowed. */
PL_MUST_USE struct pl_cert *pl_engine_issue(struct pl_engine *engine,
					    const struct pl_cert_request *request,
					    struct pl_error *err);
/* The control strategies as definitions; borrowed. */
const struct pl_model *pl_engine_controls(struct pl_engine *engine);
/* Forgets which model the attackers' roots were last made for. */
void pl_engine_forget_model(struct pl_engine *engine);

/* The names that a lab root may certify: reserved ones and those of the model's hosts. */
void pl_lab_subtrees(const struct pl_model *model, struct pl_subtrees *out);
/* True for a DNS name among them. */
PL_MUST_USE bool pl_lab_may_certify(const struct pl_model *model, const char *name);
void pl_lab_subtrees_clear(struct pl_subtrees *subtrees);
/* A real subject with the simulated organisation; caller frees. */
PL_MUST_USE char *pl_lab_subject(const char *real);

/* Parts of a world; each starts with one reference. */
PL_MUST_USE struct pl_host *pl_host_new(const char *id);
PL_MUST_USE struct pl_authority *pl_authority_new(const char *name, const char *operator_);
PL_MUST_USE struct pl_device *pl_device_new(const char *name);
/* True when the key lies on its server: in use, or waiting for a reload. */
PL_MUST_USE bool pl_host_holds(const struct pl_host *host, const struct pl_key *key);
/* True when the certificate is in the device's store at that second. */
PL_MUST_USE bool pl_device_trusts(const struct pl_device *device, const struct pl_cert *cert,
				  int64_t now);
/* What was issued to it last, loaded or not; NULL: nothing yet. */
const struct pl_issuance *pl_host_latest(const struct pl_host *host);
/* Sets the logs of a host that has none yet; NULL: its CA's own choice. */
void pl_host_logs(struct pl_host *host, char *const *logs, size_t n);
struct pl_issuance *pl_issuance_ref(const struct pl_issuance *issuance);
void pl_host_unref(struct pl_host *host);
void pl_authority_unref(struct pl_authority *authority);
void pl_device_unref(struct pl_device *device);
void pl_issuance_unref(struct pl_issuance *issuance);
PL_MUST_USE struct pl_host *pl_host_copy(const struct pl_host *from);
PL_MUST_USE struct pl_operator *pl_operator_new(const char *name);
void pl_operator_unref(struct pl_operator *operator_);
PL_MUST_USE struct pl_operator *pl_operator_copy(const struct pl_operator *from);
PL_MUST_USE struct pl_authority *pl_authority_copy(const struct pl_authority *from);
PL_MUST_USE struct pl_device *pl_device_copy(const struct pl_device *from);
/* A world that shares every part; blocks and thefts are copied. */
PL_MUST_USE struct pl_world *pl_world_copy(const struct pl_world *from);
/* The same world at a later second. */
PL_MUST_USE struct pl_world *pl_world_at(const struct pl_world *world, int64_t now);
/* True when the certificate exists and some device's clock is within its dates. */
PL_MUST_USE bool pl_world_can_use(const struct pl_world *world, const struct pl_cert *cert);
/* True when it ended by the clock of every device. */
PL_MUST_USE bool pl_world_is_past(const struct pl_world *world, const struct pl_cert *cert);
/* As above, of all certificates that end by then. */
PL_MUST_USE bool pl_world_are_past(const struct pl_world *world, int64_t end);
/* True when the host's server holds the key today, or somebody stole it there. */
PL_MUST_USE bool pl_world_key_is_exposed(const struct pl_world *world, const struct pl_host *host,
					 const struct pl_key *key);
/* Recomputes `known`. */
void pl_world_refresh(struct pl_world *world);

/* An authority is found by the name that its own certificate or key carries; SIZE_MAX: none. */
size_t pl_world_host_index(const struct pl_world *world, const char *id);
size_t pl_world_authority_index(const struct pl_world *world, const char *name);
size_t pl_world_device_index(const struct pl_world *world, const char *name);
/* False for a company's own CA, which is bound by no rule of the public web; the lab's twin is
 * one. */
PL_MUST_USE bool pl_world_is_public(const struct pl_world *world,
				    const struct pl_authority *authority);
/* The authority whose key a certificate carries, or NULL. */
const struct pl_authority *pl_world_authority_of(const struct pl_world *world,
						 const struct pl_cert *cert);
/* Which names a message may offer: adds "did you mean" to `what` not being there. Always false. */
bool pl_change_unknown(const struct pl_value *value, const char *what, const char *const *names,
		       size_t n, struct pl_error *err);

/* Every authority below which `authority` issues now, self-signed one excluded: certs gains
 * up to PL_BUNDLE_MAX certificates, *root the top. False with *err. */
PL_MUST_USE bool pl_world_bundle(const struct pl_world *world, const struct pl_authority *authority,
				 const struct pl_issued *first, struct pl_cert **certs, size_t *n,
				 struct pl_cert **root, struct pl_pos pos, struct pl_error *err);
/* The certificate under which an authority issues now, or NULL with *err naming its dates. */
PL_MUST_USE const struct pl_issued *pl_world_issuing(const struct pl_world *world,
						     const struct pl_authority *authority,
						     struct pl_pos pos, struct pl_error *err);
/* Another intermediate of the same operator that can issue now, after `from` in the list, and one
 * above other authorities only where there is no other; NULL: none. */
const struct pl_authority *pl_world_next_intermediate(const struct pl_world *world,
						      const struct pl_authority *from);
/* Another root of the operator, after `from`; NULL: none. */
const struct pl_authority *pl_world_next_root(const struct pl_world *world,
					      const struct pl_authority *from);
/* The authority at the top of what the host's issuer issues now; NULL: unknown. */
const struct pl_authority *pl_world_root_of(const struct pl_world *world,
					    const struct pl_host *host);

/* A device of the model, with what it trusts. */
PL_MUST_USE bool pl_change_add_device(struct pl_change *change, const struct pl_device_def *def,
				      struct pl_error *err);
/* A store of the hierarchy takes the place of the one that the device had. */
PL_MUST_USE bool pl_change_take_store(struct pl_change *change, size_t index,
				      const struct pl_value *name, struct pl_error *err);
/* Later-dated entries of its store no longer reach the device. */
void pl_change_stop_updates(struct pl_change *change, size_t index);
/* One host's leaf, its twin left alone. */
PL_MUST_USE bool pl_change_issue_one(struct pl_change *change, struct pl_host *host,
				     enum pl_key_mode key, enum pl_key_alg alg, bool staged,
				     struct pl_error *err);
/* Makes the next backup key of a host whose own is lost. */
PL_MUST_USE bool pl_change_next_backup(struct pl_change *change, struct pl_host *host,
				       struct pl_error *err);
/* One more host with the policies of `like`; issuer NULL: as like. */
PL_MUST_USE bool pl_change_add_host(struct pl_change *change, const char *id, const char *name,
				    const struct pl_host *like, const char *issuer,
				    struct pl_error *err);
/* An earlier leaf that has not ended is served again, the present one waits for a reload; the
 * twin left alone. */
PL_MUST_USE bool pl_change_serve_previous(struct pl_change *change, struct pl_host *host,
					  struct pl_error *err);
/* A host's nodes, once its first certificate is there. */
PL_MUST_USE bool pl_change_add_nodes(struct pl_change *change, struct pl_host *host,
				     const struct pl_host_def *def, struct pl_error *err);
/* Each node with a certificate of its own gets the next one, when the host has. */
PL_MUST_USE bool pl_change_issue_nodes(struct pl_change *change, struct pl_host *host,
				       enum pl_key_mode key, bool staged, struct pl_error *err);
/* What the host loaded is what its nodes load. */
void pl_change_load_nodes(struct pl_change *change, struct pl_host *host);
/* The other nodes show what their host serves now. */
void pl_change_present_nodes(struct pl_change *change, struct pl_host *host);
/* pl_change_present, or where the host's way says nothing about its new chain, the full one and a
 * note. */
void pl_change_present_or_full(struct pl_change *change, struct pl_host *host);
/* Staged becomes served, the twin left alone; false: nothing was staged. */
bool pl_change_load_one(struct pl_change *change, struct pl_host *host);
/* The twin to write, or NULL. */
struct pl_host *pl_change_twin(struct pl_change *change, const struct pl_host *host);
/* A managed provider makes a new key each time; an event that says otherwise is an error. */
PL_MUST_USE bool pl_change_key_allowed(const struct pl_host *host, const struct pl_value *key,
				       struct pl_error *err);
/* The notBefore of what is issued now. */
int64_t pl_change_issue_date(const struct pl_change *change);
/* How long the leaf is valid that `authority` issues to the host now: what is asked for, within
 * the limits of the public web's rules and of the operator. What was cut short is noted. */
PL_MUST_USE bool pl_change_lifetime(struct pl_change *change, const struct pl_host *host,
				    const struct pl_authority *authority, int64_t *out,
				    struct pl_error *err);
/* The host's next leaf comes from there, and from nowhere else. */
void pl_change_issuer(struct pl_host *host, const char *authority);
/* `to` takes the place of `from`, as the issuer or in the pool. */
void pl_change_member(struct pl_host *host, const char *from, const char *to);
/* Who issues its next leaf: the issuer, or the pool's member whose turn it is, passing over those
 * that cannot issue now. Where none can, the one whose turn it is; NULL: there is no such. */
const struct pl_authority *pl_change_draw(struct pl_change *change, const struct pl_host *host);
/* True for its issuer and for every member of its pool. */
PL_MUST_USE bool pl_host_may_issue(const struct pl_host *host, const char *authority);
PL_MUST_USE bool pl_world_can_issue(const struct pl_world *world,
				    const struct pl_authority *authority);
/* A certificate takes another's place in what hosts loaded; yields how many hosts. */
size_t pl_change_replace(struct pl_change *change, const struct pl_cert *old,
			 struct pl_cert *new_cert);
/* The second after a certificate's last one; an error when that is past. */
PL_MUST_USE bool pl_change_expiry(struct pl_change *change, const struct pl_cert *cert,
				  int64_t *until, struct pl_error *err);
/* " api" when the event names its host, else "": for titles. */
const char *pl_event_of(const struct pl_event *event, const char *param, char out[PL_EVENT_OF]);
/* "the same key", "a new key", "the backup key", "a new ecdsa-p384 key". */
const char *pl_key_words(const struct pl_value *key, char out[PL_EVENT_OF]);

/* The parts of a date-sorted walk over everything that probes compare with the clock. */
struct pl_date {
	int64_t at;         /* true seconds, UTC */
	const struct pl_cert *cert; /* whose date, or NULL: */
	const char *strategy; /* that of its pins, or NULL: */
	bool stronger;      /* the device demands more of keys from then on */
	const char *rule;   /* what is distrusted from then on, or NULL: */
	const char *operator_; /* who answers about revocation */
	const char *log;    /* of Certificate Transparency; "": a rule on them, which the verb says */
	const char *verb;   /* "expires" */
	const char *device; /* by whose clock, or of whose store; NULL: everybody's */
};
typedef void (*pl_date_visit)(const struct pl_date *date, void *arg);
void pl_run_dates(const struct pl_run *run, const struct pl_world *world, pl_date_visit visit,
		  void *arg);
/* Those of what apps remember. */
void pl_states_dates(const struct pl_run *run, const struct pl_world *world, pl_date_visit visit,
		     void *arg);
/* One date by the true clock and by the clock of every device. */
void pl_date_by_clocks(const struct pl_world *world, struct pl_date date, pl_date_visit visit,
		       void *arg);
/* Those of revocation; none when no device asks. */
void pl_revocation_dates(const struct pl_run *run, const struct pl_world *world,
			 pl_date_visit visit, void *arg);
/* False with *err at the operator that issues so often that a run until `target` never ends: a
 * wrong clock makes every issue a date of its own. */
PL_MUST_USE bool pl_revocation_fits(const struct pl_run *run, int64_t target,
				    struct pl_error *err);
/* First second after `after`, up to `limit`, at which a compared date changes side; PL_NEVER. */
int64_t pl_run_next_edge(const struct pl_run *run, const struct pl_world *world, int64_t after,
			 int64_t limit);
/* What happened in the second of a step that is not the run's yet, "DST Root CA X3 expires", what
 * changed a cell first; NULL: no date that was there before it and still is. Caller frees. */
PL_MUST_USE char *pl_run_edge_words(const struct pl_run *run, const struct pl_step *step);

void pl_deadline_clear(struct pl_deadline *deadline);
/* The next second in which CAs revoke what they announced; PL_NEVER. */
int64_t pl_run_next_deadline(const struct pl_world *world, int64_t now);
/* They do, all of that second: a step that says who missed it. */
PL_MUST_USE bool pl_run_deadline(struct pl_run *run, int64_t at, struct pl_error *err);

/* Next second, not before `now`, at which a host renews itself or tries again; PL_NEVER. */
int64_t pl_run_next_renewal(const struct pl_world *world, int64_t now, size_t *host);
/* Lets that host renew itself then; a step unless nothing new can be said. */
PL_MUST_USE bool pl_run_renew(struct pl_run *run, size_t host, int64_t at, struct pl_error *err);

/* Rows of step 0, and those that a release adds (strategy NULL: all). */
PL_MUST_USE bool pl_run_first_rows(struct pl_run *run, const struct pl_world *world,
				   struct pl_error *err);
PL_MUST_USE bool pl_run_release(struct pl_run *run, const struct pl_world *world,
				const struct pl_event *event, struct pl_error *err);
/* When the fleet's next release is built, not before the clock; PL_NEVER. */
int64_t pl_run_next_release(const struct pl_run *run);
/* It is: a step. */
PL_MUST_USE bool pl_run_build(struct pl_run *run, int64_t at, struct pl_error *err);
/* Applies an event at that second: a step of this kind. */
PL_MUST_USE bool pl_run_happen(struct pl_run *run, enum pl_step_kind kind,
			       const struct pl_event *event, int64_t at, struct pl_error *err);
/* Every app that meets `like` meets one more host, with the pins that it has for that. */
void pl_run_meet_host(struct pl_run *run, const struct pl_world *world, const char *host,
		      const char *like);
void pl_row_unref(struct pl_row *row);

/* A step under construction: takes the world, title and note; judges all rows. */
PL_MUST_USE struct pl_step *pl_step_judge(const struct pl_run *run, enum pl_step_kind kind,
					  struct pl_world *world, char *title, char *note,
					  struct pl_error *err);
PL_MUST_USE bool pl_step_same_cells(const struct pl_run *run, const struct pl_step *a,
				    const struct pl_step *b);
void pl_step_unref(struct pl_step *step);
/* Appends the step and makes its world the run's. */
void pl_run_push(struct pl_run *run, struct pl_step *step);
/* What `when` means after the run's last step, be it in the past or not. */
PL_MUST_USE bool pl_run_moment(const struct pl_run *run, const struct pl_when *when, int64_t *out,
			       struct pl_error *err);
/* Makes `world` the run's own without a step, because no cell shows it; takes the reference. */
void pl_run_pass(struct pl_run *run, struct pl_world *world);
/* Visits the world's second, whose dates may change sides: a step when a cell
 * changes with it. Takes the reference. */
PL_MUST_USE bool pl_run_visit(struct pl_run *run, struct pl_world *world, struct pl_error *err);
/* Moves the clock; automation, edges and the end of an attack up to and including
 * `target`, edges of that second only if asked. */
PL_MUST_USE bool pl_run_advance(struct pl_run *run, int64_t target, bool last_edges,
				struct pl_error *err);

#endif
