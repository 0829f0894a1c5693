/* Rules that add up, for a client that takes one. */
#ifndef PINLAB_PIN_JOIN_H
#define PINLAB_PIN_JOIN_H

#include "pin/client.h"

/*
 * Changes a set whose rules all count for each host that they cover into one of
 * which this client, by the most specific rule, takes the same pins: a name
 * gets one entry, and an entry the pins of those above it. Where a name and
 * those below it differed they no longer do.
 */
void pl_rules_join(const struct pl_client *client, struct pl_pinset *set);

#endif
