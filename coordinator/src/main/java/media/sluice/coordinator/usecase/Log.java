package media.sluice.coordinator.usecase;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Log lines: a constant phrase and its context as key and value. Safe for use by many threads. */
public final class Log {
    private final Logger logger;

    /** Of one class. */
    public Log(Class<?> owner) {
        logger = System.getLogger(owner.getName());
    }

    /** Once per step of something's life. */
    public void info(String phrase, @Nullable Object... context) {
        log(Level.INFO, phrase, context);
    }

    /** Somebody should look. */
    public void warn(String phrase, @Nullable Object... context) {
        log(Level.WARNING, phrase, context);
    }

    /** Why something happened. */
    public void debug(String phrase, @Nullable Object... context) {
        log(Level.DEBUG, phrase, context);
    }

    /** A fault of ours, with its stack. */
    public void fault(String phrase, Throwable fault, @Nullable Object... context) {
        if (logger.isLoggable(Level.ERROR)) {
            logger.log(Level.ERROR, line(phrase, context), fault);
        }
    }

    private void log(Level level, String phrase, @Nullable Object... context) {
        if (logger.isLoggable(level)) {
            logger.log(level, line(phrase, context));
        }
    }

    private static String line(String phrase, @Nullable Object... context) {
        var line = new StringBuilder(phrase);
        for (int i = 0; i + 1 < context.length; i += 2) {
            line.append(' ').append(context[i]).append('=').append(context[i + 1]);
        }
        return line.toString();
    }
}
