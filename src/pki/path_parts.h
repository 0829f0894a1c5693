/*
 * What the files that answer path.h share: the graph of certificates that may
 * issue one another, and the judgements of one path. Only they include this.
 */
#ifndef PINLAB_PKI_PATH_PARTS_H
#define PINLAB_PKI_PATH_PARTS_H

#include "pki/path.h"

/* Limits that keep a hostile heap of certificates from costing minutes. */
#define PL_GRAPH_MAX_EDGES 4096   /* pairs whose names fit, so signatures to check */
#define PL_PATH_MAX_VISITS 65536u /* steps of the search */

#define PL_GRAPH_NEVER SIZE_MAX

struct pl_graph_node {
	const struct pl_cert *cert; /* borrowed */
	bool presented; /* sent by the server (or known): may lie between leaf and anchor */
	bool anchor;
	size_t identity;            /* nodes with the same subject and key share the number */
	size_t same_name;           /* next node with the same subject, PL_GRAPH_NEVER at the end */
	bool expanded;              /* issuers are filled in */
	bool near_miss;             /* a name fits, but that key did not sign */
	size_t *issuers;            /* nodes that signed it, preferred ones first */
	size_t n_issuers, issuers_cap;
	size_t far;                 /* least number of further certificates to an anchor */
};

struct pl_graph {
	struct pl_graph_node *nodes; /* node 0 is the leaf; then the order sent, then the store's */
	size_t n, cap;
	size_t edges;
};

/* Builds what can be reached from the first presented certificate; presented
 * and anchors are not empty. False with *err when it is too large. */
PL_MUST_USE bool pl_graph_build(struct pl_pki *pki, struct pl_graph *graph,
				const struct pl_chain *presented, const struct pl_chain *known,
				const struct pl_chain *anchors, struct pl_error *err);
void pl_graph_clear(struct pl_graph *graph);

/* "CN=R3", or the whole subject where there is no common name; caller frees. */
PL_MUST_USE char *pl_cert_words(const struct pl_cert *cert);

/* Fills fault, fault_at and fault_detail of a path whose certificates are set. */
void pl_path_judge(struct pl_path *path, bool any_strength);

/* ASCII letters alike, whatever the locale: host names know no other. */
PL_MUST_USE bool pl_dns_same(const char *a, const char *b, size_t len);

/* False when a name constraint is violated: *at is the certificate whose name
 * it is, *detail a clause that the caller frees. */
PL_MUST_USE bool pl_constraints_hold(struct pl_cert *const *certs, size_t n, size_t *at,
				     char **detail);

/* directoryName subtrees of the issuer's constraints against a subject in DER;
 * the bytes are walked again, for they are rare. */
PL_MUST_USE bool pl_dn_excluded(const struct pl_cert *issuer, struct pl_bytes subject);
PL_MUST_USE bool pl_dn_permitted(const struct pl_cert *issuer, struct pl_bytes subject);

#endif
