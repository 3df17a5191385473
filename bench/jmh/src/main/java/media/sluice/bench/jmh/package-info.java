/** What each step of the packet path costs by itself: time and garbage, without sockets (JMH). */
@NullMarked
package media.sluice.bench.jmh;

import org.jspecify.annotations.NullMarked;
