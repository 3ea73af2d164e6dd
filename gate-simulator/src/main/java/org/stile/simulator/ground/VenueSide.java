package org.stile.simulator.ground;

import org.stile.simulator.office.Account;
import org.stile.simulator.office.CenterClient;

/** The venue's unit, and who may sign in at it: it has accounts of its own. */
record VenueSide(CenterUnit unit, CenterClient client, Account account) {}
