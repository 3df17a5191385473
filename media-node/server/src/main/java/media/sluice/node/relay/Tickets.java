package media.sluice.node.relay;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import media.sluice.node.fault.ErrorCode;
import media.sluice.node.fault.RequestException;

/** The places kept on this node. Thread-safe. */
public final class Tickets {

    /** How long a ticket is valid unless it is used. */
    public static final Duration VALIDITY = Duration.ofSeconds(10);

    /** Tickets at most; a controller that asks for more loses the oldest. */
    private static final int CAPACITY = 4_096;

    private static final int RANDOM_BYTES = 24;

    private final LongSupplier clockNanos;
    private final SecureRandom random = new SecureRandom();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Issued> issued = new LinkedHashMap<>();

    public Tickets(LongSupplier clockNanos) {
        this.clockNanos = clockNanos;
    }

    /** Keeps a place; the answer is a secret. */
    public String issue(Ticket ticket) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String name = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        lock.lock();
        try {
            removeOld();
            issued.put(name, new Issued(ticket, clockNanos.getAsLong()));
        } finally {
            lock.unlock();
        }
        return name;
    }

    /** Uses a ticket up. */
    public Ticket redeem(String name) {
        lock.lock();
        try {
            removeOld();
            Issued found = issued.remove(name);
            if (found == null) {
                throw new RequestException(ErrorCode.UNKNOWN_TICKET);
            }
            return found.ticket();
        } finally {
            lock.unlock();
        }
    }

    private void removeOld() {
        long oldest = clockNanos.getAsLong() - VALIDITY.toNanos();
        Iterator<Issued> all = issued.values().iterator();
        while (all.hasNext() && (all.next().atNanos() - oldest < 0 || issued.size() >= CAPACITY)) {
            all.remove();
        }
    }

    private record Issued(Ticket ticket, long atNanos) {}
}
