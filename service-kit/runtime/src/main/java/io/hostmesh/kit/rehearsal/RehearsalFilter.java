package io.hostmesh.kit.rehearsal;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jboss.logging.MDC;

/** What is only practised did not happen, so the log does not tell of it; what goes wrong in it is told. */
@LoggingFilter(name = "rehearsal")
public final class RehearsalFilter implements Filter {

    @Override
    public boolean isLoggable(LogRecord event) {
        return event.getLevel().intValue() >= Level.WARNING.intValue()
                || !Rehearsals.CORRELATION_ID.equals(MDC.get("correlationId"));
    }
}
