/* Pin expressions as text: `leaf.spki`, `authority(r3).certificate`, `sha256/...`. */
#ifndef PINLAB_LAB_EXPRESSION_H
#define PINLAB_LAB_EXPRESSION_H

#include "lab/strategy.h"

enum pl_source {
	PL_SOURCE_LEAF,
	PL_SOURCE_ISSUER,
	PL_SOURCE_ROOT,
	PL_SOURCE_BACKUP,
	PL_SOURCE_ROOTS,
	PL_SOURCE_ISSUERS,
	PL_SOURCE_BACKUP_ROOT,
	PL_SOURCE_AUTHORITY, /* this and the following have a name */
	PL_SOURCE_KEY,
	PL_SOURCE_LEAF_OF,   /* of another host than the row's */
	PL_SOURCE_BACKUP_OF,
	PL_SOURCE_LITERAL,
	PL_SOURCES
};

#define PL_EXPRESSION_NAME 80

struct pl_expression {
	enum pl_source source;
	enum pl_pin_form form;          /* not of a literal */
	char name[PL_EXPRESSION_NAME];  /* "" when the source has none */
};

PL_MUST_USE bool pl_expression_parse(const char *text, struct pl_pos pos, struct pl_expression *out,
				     struct pl_error *err);

#endif
