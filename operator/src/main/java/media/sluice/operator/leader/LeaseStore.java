package media.sluice.operator.leader;

import java.util.Optional;

/** Where the term is kept. Every write compares: it fails when another one came in between. */
interface LeaseStore {
    /**
     * A term as it was read.
     *
     * @param version what a write names, to be refused when it is not the newest
     */
    record Kept(Term term, String version) {}

    Optional<Kept> read();

    /** Empty when it is there by now. */
    Optional<Kept> create(Term term);

    /** Empty when it is another one, or gone, by now. */
    Optional<Kept> replace(Kept before, Term term);
}
