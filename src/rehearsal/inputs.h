/* What a rehearsal is made from: chains, roots and pin files, as they were read. */
#ifndef PINLAB_REHEARSAL_INPUTS_H
#define PINLAB_REHEARSAL_INPUTS_H

#include "pin/format.h"
#include "pin/pinfile.h"
#include "rehearsal/shadow.h"

struct pl_inputs {
	struct pl_pki *pki;
	struct pl_cert_list anchors; /* what devices trust; none: not said */
	struct pl_inputs_file {
		char *file;
		struct pl_cert_list certs;
	} *chains;
	size_t n_chains, cap_chains;
	struct pl_serveds serveds;   /* once they are ready */
	struct pl_pinfile **pinfiles; /* parallel to pins */
	struct pl_shadow_pins *pins;
	char **names;                /* of strategies; parallel to pins */
	size_t n_pins, cap_pinfiles, cap_pins, cap_names;
	struct pl_shadow_hosts hosts; /* once they are ready */
};

void pl_inputs_init(struct pl_inputs *inputs);
void pl_inputs_clear(struct pl_inputs *inputs);

/* Each takes the list over and leaves it empty. */
void pl_inputs_chain(struct pl_inputs *inputs, const char *file, struct pl_cert_list *certs);
void pl_inputs_trust(struct pl_inputs *inputs, struct pl_cert_list *certs);
/* One pin file. Format and client NULL: told by the file, and the format's own. */
PL_MUST_USE bool pl_inputs_pins(struct pl_inputs *inputs, const char *file, struct pl_bytes text,
				const struct pl_pin_format *format, const struct pl_client *client,
				struct pl_errors *errors);
/*
 * Once all are there: finds the chains and the hosts that they answer for. `names` are
 * what the user asks for; each must be covered by a leaf. False with errors.
 */
PL_MUST_USE bool pl_inputs_ready(struct pl_inputs *inputs, const char *const *names,
				 size_t n_names, struct pl_errors *errors);
/* Points a shadow's input at what was read; times, facts and labels are the caller's. */
void pl_inputs_shadow(const struct pl_inputs *inputs, struct pl_shadow_input *out);

#endif
