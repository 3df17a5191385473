package media.sluice.coordinator.cluster;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.function.Supplier;
import media.sluice.coordinator.port.Counter;
import media.sluice.coordinator.port.Counters;
import media.sluice.proto.cluster.v1alpha1.OperatorEpoch;

/**
 * Obeys the newest operator only. One that was cut off while another took over may still call, and
 * does not know. Safe for use by many threads.
 */
final class Fence {
    private final Counters counters;
    private OperatorEpoch newest = OperatorEpoch.getDefaultInstance();

    Fence(Counters counters) {
        this.counters = counters;
    }

    /**
     * Carries out what an operator asks; no newer one comes between the check and the effect.
     *
     * @param effect short: everybody else waits for it
     * @throws StatusRuntimeException when the operator is not the newest
     */
    synchronized <T> T obey(OperatorEpoch epoch, Supplier<T> effect) {
        if (epoch.getCounter() <= 0 || epoch.getOperatorId().isEmpty()) {
            throw Status.INVALID_ARGUMENT
                    .withDescription(
                            "operator_epoch needs a counter of 1 or more and an operator_id: send how often"
                                    + " the lease of the operators changed its holder, and who holds it")
                    .asRuntimeException();
        }
        check(epoch);
        newest = epoch;
        return effect.get();
    }

    /**
     * Whether this operator is still the newest.
     *
     * @throws StatusRuntimeException when it is not
     */
    synchronized void check(OperatorEpoch epoch) {
        boolean isNewer = epoch.getCounter() > newest.getCounter();
        if (!isNewer && !epoch.equals(newest)) {
            counters.add(Counter.OPERATOR_CALLS_REFUSED);
            throw Status.FAILED_PRECONDITION
                    .withDescription(
                            "operator %s of epoch %d does not lead: %s of epoch %d does. Stop, and call again only after winning the lease, with its new number"
                                    .formatted(
                                            epoch.getOperatorId(),
                                            epoch.getCounter(),
                                            newest.getOperatorId(),
                                            newest.getCounter()))
                    .asRuntimeException();
        }
    }
}
