/* A runbook in Markdown: what to do before pins end, when, by whom, how to see that it worked, and
 * the way back. */
#ifndef PINLAB_REHEARSAL_RUNBOOK_H
#define PINLAB_REHEARSAL_RUNBOOK_H

#include "rehearsal/inputs.h"
#include "rehearsal/rehearse.h"

/* `inputs` says which files were read, for the commands. The standard events have been tried. */
void pl_runbook(struct pl_buf *out, const struct pl_rehearsal *rehearsal,
		const struct pl_inputs *inputs);

#endif
