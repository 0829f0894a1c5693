/*
 * What a check is made from: what rehearsals read as well, chains of servers,
 * and for which name each chain and pin file is; only this room includes it.
 */
#ifndef PINLAB_CLI_GATE_INPUTS_H
#define PINLAB_CLI_GATE_INPUTS_H

#include "cli/command.h"
#include "rehearsal/gate.h"
#include "rehearsal/inputs.h"

struct pl_cli_gate {
	struct pl_inputs read;
	struct pl_cert_list trust;       /* --trust, and every root among the chains */
	struct pl_serveds chains;
	const char **chain_hosts;        /* parallel: the host of --connect, or NULL; see
					  * struct pl_gate_input */
	struct pl_gate_file *files;      /* parallel to the pin files */
	char **hosts;                    /* --host without a file, and those of --connect */
	size_t n_hosts, cap_hosts;
	const char **bound;              /* parallel to read.chains */
};

/* Reads --pins, --chain, --connect, --trust, --client and --host; false with the worst error, the
 * others on standard error. Clear either way. */
PL_MUST_USE bool pl_cli_gate(const struct pl_args *args, struct pl_cli_gate *out,
			     struct pl_error *err);
void pl_cli_gate_clear(struct pl_cli_gate *gate);

#endif
