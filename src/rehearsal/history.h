/*
 * A host's past: the certificates that were issued for it, out of files of
 * certificates and of exports of certificate searches, joined, linked to their
 * issuers as far as those are known, and laid along the time in which each is
 * taken to have been served.
 */
#ifndef PINLAB_REHEARSAL_HISTORY_H
#define PINLAB_REHEARSAL_HISTORY_H

#include "lab/facts.h"
#include "pki/chain.h"
#include "pki/path.h"
#include "util/error.h"
#include "util/map.h"

#define PL_HISTORY_MAX_CERTS 5000
/* So many with their DER, as an export of a search has them; a file of certificates has a limit of
 * its own. */
#define PL_HISTORY_MAX_BYTES (24u << 20)

/* What a file is for. */
enum pl_history_role {
	PL_HISTORY_PAST,  /* the host's certificates, and CAs' */
	PL_HISTORY_TRUST, /* what devices trust */
};

/* One chain that a server may have sent with a certificate. */
struct pl_way {
	struct pl_chain *presented; /* leaf, then its CAs, without the root */
	struct pl_path path;        /* leaf to top; what nobody has is an outline */
	struct pl_paths vouched;    /* that path, where it has outlines, so that nobody can verify it */
	bool complete;              /* the top is a root that is at hand */
	int64_t from, until;        /* all of it is valid; both inclusive */
};

/* One certificate of the past, out of all that told of it. */
struct pl_past {
	const char *file;   /* that told of it first; borrowed from the history */
	int line, column;   /* 0: the file has no lines */
	size_t entry;       /* of an export in JSON, from 1; else 0 */
	struct pl_cert *cert; /* whole, or an outline */
	bool precertificate;  /* nothing but that was at hand */
	char *id;           /* in the search that told of it, or NULL */
	uint8_t issuer_spki[32], issuer_sha256[32], root_spki[32];
	bool has_issuer_spki, has_issuer_sha256, has_root_spki;
	struct pl_chain *sent; /* the CAs in a file that held this leaf and no other, or NULL */
	bool by_name;       /* its issuer was found by nothing but its name */
	struct pl_way *ways;
	size_t n_ways, cap_ways;
};

/* A time in which nothing changes. */
struct pl_history_span {
	int64_t from, until; /* the latter exclusive */
};

/* What was served in one span in one of the worlds that may have been. */
struct pl_serving {
	size_t past; /* SIZE_MAX: no valid certificate is known */
	size_t way;
};

/* One way in which what is not known may have been. */
struct pl_might {
	char *words;                 /* "the chain ended at ISRG Root X2"; "" where there is one world */
	struct pl_serving *servings; /* one per span */
};

struct pl_history {
	struct pl_pki *pki;   /* borrowed */
	const struct pl_facts *facts;
	char **files;
	size_t n_files, cap_files;
	struct pl_past *pasts; /* by notBefore */
	size_t n, cap;
	struct pl_map joined;  /* what names a certificate, to its place + 1 */
	struct pl_cert **cas;  /* of every certificate that is no server's; each once */
	size_t n_cas, cap_cas;
	struct pl_cert **roots; /* those of them that are trusted */
	size_t n_roots, cap_roots;
	struct pl_map seen;    /* certificates by their digest */
	char *host;
	bool host_given;
	size_t others;         /* certificates that do not cover the host */
	size_t not_servers;    /* certificates that are not for servers */
	size_t told;           /* entries of exports, before they were joined */
	struct pl_chain *anchors; /* the devices'; those that some way leads to */
	int64_t from, until;   /* the latter exclusive */
	struct pl_history_span *spans;
	size_t n_spans;
	struct pl_might *mights; /* at least one */
	size_t n_mights, cap_mights;
};

PL_MUST_USE struct pl_history *pl_history_new(struct pl_pki *pki, const struct pl_facts *facts);
void pl_history_free(struct pl_history *history);

/* Adds the certificates of a file. Faults go to `errors`; false when there was one. */
PL_MUST_USE bool pl_history_add_certs(struct pl_history *history, const char *file,
				      const struct pl_cert_list *list, enum pl_history_role role,
				      struct pl_errors *errors);
/* True when the file is meant as an export: JSON or CSV, by its first bytes or its name. */
PL_MUST_USE bool pl_history_is_export(const char *file, struct pl_bytes data);
/*
 * Adds the host's past out of an export: JSON of crt.sh or Cert Spotter; CSV of crt.sh, or a
 * table with the columns that docs/backtest.md lists. Every fault has a position; JSON's values
 * have none, so their entries are counted.
 */
PL_MUST_USE bool pl_history_add_export(struct pl_history *history, const char *file,
				       struct pl_bytes data, struct pl_errors *errors);

struct pl_history_question {
	const char *host;    /* NULL: the name that most certificates cover */
	int64_t since, until;/* PL_TIME_NONE: from the first certificate, to the last */
	int64_t at;          /* what is later has not happened yet */
};

/* After the last file: keeps the certificates for one host, links them, and lays out who was
 * served when. False with *err. */
PL_MUST_USE bool pl_history_settle(struct pl_history *history,
				   const struct pl_history_question *question,
				   struct pl_error *err);

/* Which operator a CA belongs to: as the facts know its key, else the organisation in its name;
 * NULL: neither. Borrowed from the facts or, with the caller's buffer, copied there. */
#define PL_OPERATOR_TEXT 80
const char *pl_history_operator(const struct pl_history *history, const struct pl_cert *ca,
				char out[PL_OPERATOR_TEXT]);

#endif
