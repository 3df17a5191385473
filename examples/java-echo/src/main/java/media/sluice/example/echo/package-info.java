/** An echo over the media node's API: one room, one session, its own producers sent back. */
@NullMarked
package media.sluice.example.echo;

import org.jspecify.annotations.NullMarked;
