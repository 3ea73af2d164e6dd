/** What people do at a center, done over its pages and its API: to set a demo's ground. */
package org.stile.simulator.office;
