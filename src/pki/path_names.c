/* What are faults and orders called? */
#include <config.h>

#include "pki/path.h"

static const char *const fault_names[] = {
	[PL_FAULT_NONE] = "none",
	[PL_FAULT_CHAIN_INCOMPLETE] = "chain-incomplete",
	[PL_FAULT_UNKNOWN_ISSUER] = "unknown-issuer",
	[PL_FAULT_BAD_SIGNATURE] = "bad-signature",
	[PL_FAULT_NOT_A_CA] = "not-a-ca",
	[PL_FAULT_PATH_TOO_LONG] = "path-too-long",
	[PL_FAULT_NAME_CONSTRAINT] = "name-constraint",
	[PL_FAULT_WRONG_PURPOSE] = "wrong-purpose",
	[PL_FAULT_WEAK_CRYPTO] = "weak-crypto",
	[PL_FAULT_NOT_YET_VALID] = "cert-not-yet-valid",
	[PL_FAULT_EXPIRED] = "cert-expired",
	[PL_FAULT_ISSUER_EXPIRED] = "issuer-expired",
	[PL_FAULT_ROOT_EXPIRED] = "root-expired",
	[PL_FAULT_NAME_MISMATCH] = "name-mismatch",
};

static const char *const order_names[] = {
	[PL_ORDER_SHORTEST] = "shortest",
	[PL_ORDER_AS_SENT] = "as-sent",
};

_Static_assert(PL_ARRAY_LEN(fault_names) == PL_FAULT_NAME_MISMATCH + 1, "every fault has a name");
_Static_assert(PL_ARRAY_LEN(order_names) == PL_ORDER_AS_SENT + 1, "every order has a name");

const char *pl_fault_name(enum pl_fault fault)
{
	return fault_names[fault];
}

const char *pl_path_order_name(enum pl_path_order order)
{
	return order_names[order];
}
