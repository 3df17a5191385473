/**
 * Days and years of a pool of media nodes in virtual time, from a seed: to compare autoscalers, and
 * to hold ours to its bounds. One thread owns a simulation.
 */
@NullMarked
package media.sluice.operator.simulator;

import org.jspecify.annotations.NullMarked;
