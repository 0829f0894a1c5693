/*
 * What the files behind judge.h, capture and why.h share: how one device sees
 * one chain at one moment. Nobody else includes this.
 */
#ifndef PINLAB_LAB_JUDGE_PARTS_H
#define PINLAB_LAB_JUDGE_PARTS_H

#include "lab/judge.h"
#include "pki/sct.h"
#include "util/time.h"

#define PL_REASON_NONE PL_REASONS /* nothing is wrong */

/* A client on a device that asks for a host at a moment. */
struct pl_view {
	struct pl_engine *engine;
	const struct pl_world *world;
	const struct pl_device *device;
	const struct pl_chain *anchors; /* every certificate that it ever trusts, and `extra` */
	const struct pl_cert *extra;    /* the user's root, trusted besides the store; or NULL */
	const struct pl_chain *only;    /* these alone are trusted, the store has no say; or NULL */
	bool no_user_cas;               /* the app does not trust what the device's user installed */
	bool no_system_cas;             /* nor what the device came with */
	bool any_name;                  /* the host's name is not looked at */
	const char *host;               /* the name asked for */
	enum pl_path_order order;
	const struct pl_paths *vouched; /* the only ones; NULL: they are looked for */
	int64_t clock;                  /* the device's */
	const struct pl_host *server;   /* whom the client means */
	bool attacked;                  /* somebody is on the path; set by the caller */
	struct pl_status staple;        /* of the presented leaf; set by pl_view_staple */
	enum pl_device_ct ct;           /* whose policy on timestamps counts */
	enum pl_dating dating;          /* when the presented leaf was issued; set by the caller */
};

/*
 * How `row` (NULL: a client without a say of its own) on `device` sees `host`.
 * The user's root counts only where device and app trust what a user installs.
 */
void pl_view_init(struct pl_view *view, struct pl_engine *engine, const struct pl_world *world,
		  const struct pl_row *row, const struct pl_host *host,
		  const struct pl_device *device, const struct pl_cert *user_root);

/* Carries the clock to the end of the row's pins, as its client reads it; forward only. */
void pl_view_set_late(struct pl_view *view, const struct pl_row *row);

/* One path, as this view sees it. */
struct pl_path_verdict {
	const struct pl_path *path;  /* NULL: there is none */
	enum pl_reason fault;        /* PL_REASON_NONE: accepted */
	const struct pl_cert *about;
	const char *detail;          /* borrowed: from the path or from `words` */
	unsigned notes;
	char words[160];
};

/* Every path from what was presented to something this device ever trusts; borrowed, memoised. */
PL_MUST_USE const struct pl_paths *
pl_view_paths(const struct pl_view *view, const struct pl_chain *presented, struct pl_error *err);
/* The first fault of a path in the order in which reasons are reported. */
void pl_view_judge(const struct pl_view *view, const struct pl_path *path,
		   struct pl_path_verdict *out);
/* True when no key on a path is too short for the device; else *out is the refusal. */
PL_MUST_USE bool pl_view_strong(const struct pl_view *view, struct pl_path_verdict *out);
/* True when no rule of distrust is against a path; else *out is the refusal. */
PL_MUST_USE bool pl_view_allows(const struct pl_view *view, struct pl_path_verdict *out);
/* What comes stapled with that chain: a server has what it was told, an attacker what serves him. */
void pl_view_staple(struct pl_view *view, const struct pl_chain *presented);
/* Where an answer about a certificate came from. */
enum pl_learnt_from { PL_FROM_STAPLE, PL_FROM_OCSP, PL_FROM_CRL };
/* What a device that asks is told about one certificate of a path; false: nothing that counts. */
PL_MUST_USE bool pl_view_learns(const struct pl_view *view, const struct pl_path *path, size_t at,
				enum pl_learnt_from *source, struct pl_status *out);
/* True when what the device learns of revocation does not stand against a path, or it asks for
 * nothing; else *out is the refusal. */
PL_MUST_USE bool pl_view_unrevoked(const struct pl_view *view, struct pl_path_verdict *out);
/* False, with the fault, when the leaf lacks timestamps of logs that this view asks for. */
PL_MUST_USE bool pl_view_ct(const struct pl_view *view, struct pl_path_verdict *out);
/* A leaf of a longer life would be refused for it since 2018-03-01 (CA/Browser Forum, ballot 193),
 * so whoever dates one back goes back no further. */
#define PL_CT_LONGEST_LIFE (825 * PL_DAY)
/* From which second of its clock on a device that no longer learns of logs stops asking for
 * timestamps; PL_TIME_NONE: never. */
int64_t pl_ct_list_end(const struct pl_device *device);
/* Why there is no path at all. */
void pl_view_none(const struct pl_paths *paths, struct pl_path_verdict *out);
/* True when the anchor of the path is in the store now, so that the device considers the path. */
PL_MUST_USE bool pl_view_considers(const struct pl_view *view, const struct pl_path *path);
/* True when the anchor of the path is one that the device's user installed. */
PL_MUST_USE bool pl_view_is_local(const struct pl_view *view, const struct pl_path *path);
/* The same view with these as its only anchors; they live as long as the engine. */
struct pl_view pl_view_anchored(const struct pl_view *view, const struct pl_chain *anchors);
/* True when a path with this fault makes the device try the next. */
PL_MUST_USE bool pl_retry_goes_on(enum pl_retry retry, enum pl_reason fault);
/*
 * What the device decides when pins have no say: the path that it accepts, or
 * the first failed one in policy order. False with *err.
 */
PL_MUST_USE bool pl_view_choose(const struct pl_view *view, const struct pl_chain *presented,
				struct pl_path_verdict *out, struct pl_error *err);

/* The host that a row talks to: the twin for a private CA. NULL with *err. */
PL_MUST_USE const struct pl_host *pl_row_host(const struct pl_world *world,
					      const struct pl_row *row, struct pl_error *err);
PL_MUST_USE bool pl_row_is_private(const struct pl_row *row);
/* True for the control that checks nothing. */
PL_MUST_USE bool pl_row_accepts_all(const struct pl_row *row);

/* Memos of the judge, in the engine's slot. */
struct pl_memo;
struct pl_memo *pl_memo_of(struct pl_engine *engine);
/* pl_paths_find with its answers at hand; `known` may be NULL. */
PL_MUST_USE const struct pl_paths *
pl_memo_paths(struct pl_engine *engine, const struct pl_path_query *query, struct pl_error *err);
/* `base` (or nothing, when NULL) and one more certificate; borrowed. */
const struct pl_chain *pl_memo_anchors(struct pl_engine *engine, const struct pl_chain *base,
				       const struct pl_cert *extra);
/* True when that log signed the timestamp over the leaf of that issuer; verified once. */
PL_MUST_USE bool pl_memo_sct(struct pl_engine *engine, const struct pl_cert *leaf,
			     const struct pl_cert *issuer, const struct pl_sct *sct,
			     const struct pl_key *log);
/* What the attacker can answer in this world, made once per world; borrowed until another world is
 * asked about. */
PL_MUST_USE const struct pl_forgeries *
pl_memo_forgeries(struct pl_engine *engine, const struct pl_world *world,
		  const struct pl_attack *attack, const struct pl_host *host, struct pl_error *err);

/* Of a host's nodes the one that fares worst, with the share of all that fare no better. */
PL_MUST_USE const struct pl_outcome *
pl_judge_nodes(struct pl_engine *engine, const struct pl_probe *probe, struct pl_error *err);
/* The pins of a list that the attacker signs himself: his own key. NULL with *err. */
PL_MUST_USE const struct pl_pinset *pl_memo_attacker_pins(struct pl_engine *engine,
							   struct pl_error *err);

/* True when the attacker answers with the same in `world` as he did in the world that he was asked
 * about before it, which is one of these two; false where that is not known any more. */
PL_MUST_USE bool pl_memo_same_forgeries(struct pl_engine *engine, const struct pl_world *before,
					const struct pl_world *or_before,
					const struct pl_world *world,
					const struct pl_attack *attack,
					const struct pl_host *host);
/* Their keeper, which the memo owns. */
struct pl_forgery_memo;
struct pl_forgery_memo *pl_forgery_memo_new(void);
void pl_forgery_memo_free(struct pl_forgery_memo *memo);
struct pl_forgery_memo *pl_memo_forging(struct pl_engine *engine);

/* What the probe of a row's attack by one forgery is. */
void pl_probe_attack(struct pl_probe *probe, const struct pl_world *world, const struct pl_row *row,
		     const struct pl_host *host, const struct pl_device *device,
		     const struct pl_forgery *forgery);
/* True when the answering side holds the key of the certificate that it presents. */
PL_MUST_USE bool pl_probe_possesses(const struct pl_probe *probe);

#endif
