package io.hostmesh.local;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ClassType;
import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.Method;
import com.sun.jdi.ObjectCollectedException;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.StackFrame;
import com.sun.jdi.StringReference;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.Value;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.ListeningConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import io.hostmesh.local.client.Waiting;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stops single threads of a process where it is told to, so that a test can kill the process exactly there; the program under
 * test knows nothing of it. The process has to be started with {@link #option()}.
 */
final class Debugger {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String ATTACH_WITHIN_MILLIS = "60000";

    /**
     * The beginning of a method.
     *
     * @param type the name of its class
     * @param caller the method that calls it there, or empty where that is all the same
     * @param subject which of its arguments tells what it is about, or a negative number if that is what its thread was last told
     */
    record Place(String type, String method, String caller, int subject) {}

    /** A thread that stands still at a place, and what it is about. */
    record Held(Place place, String subject, EventSet events) {}

    private record Order(Place place, String subject, boolean once) {}

    private final ListeningConnector connector;
    private final Map<String, Connector.Argument> arguments;
    private final String address;
    private final List<Place> places;
    private final List<Order> orders = new CopyOnWriteArrayList<>();
    private final List<Held> held = new CopyOnWriteArrayList<>();
    private final Map<Long, String> toldLast = new HashMap<>();

    private Debugger(ListeningConnector connector, Map<String, Connector.Argument> arguments, List<Place> places)
            throws Exception {
        this.connector = connector;
        this.arguments = arguments;
        this.places = places;
        this.address = connector.startListening(arguments);
    }

    /** Waits for a process, in which threads may be stopped at those places. */
    static Debugger listen(List<Place> places) throws Exception {
        ListeningConnector connector = Bootstrap.virtualMachineManager().listeningConnectors().stream()
                .filter(each -> each.transport().name().equals("dt_socket"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        set(arguments, "localAddress", "127.0.0.1");
        set(arguments, "port", "0");
        set(arguments, "timeout", ATTACH_WITHIN_MILLIS);
        Debugger debugger = new Debugger(connector, arguments, places);
        Thread thread = new Thread(debugger::follow, "debugger");
        thread.setDaemon(true);
        thread.start();
        return debugger;
    }

    private static void set(Map<String, Connector.Argument> arguments, String name, String value) {
        Objects.requireNonNull(arguments.get(name), name).setValue(value);
    }

    /** What the virtual machine to be followed is started with; it waits until it is. */
    String option() {
        return "-agentlib:jdwp=transport=dt_socket,server=n,suspend=y,address=" + address;
    }

    /** The next thread that comes to that place for a subject whose text has that in it stands still there. */
    void stop(Place place, String subject) {
        orders.add(new Order(place, subject, true));
    }

    /** So does every one from now on. */
    void stopAll(Place place) {
        orders.add(new Order(place, "", false));
    }

    Held awaitHeld(Place place, String subject) {
        return Waiting.forValue("a thread at " + place + " for " + subject, PATIENCE, () -> find(place, subject));
    }

    private Optional<Held> find(Place place, String subject) {
        return held.stream()
                .filter(each -> each.place().equals(place) && each.subject().contains(subject))
                .findFirst();
    }

    /** Lets a thread go on. */
    void release(Held stopped) {
        held.remove(stopped);
        stopped.events().resume();
    }

    private void follow() {
        try {
            VirtualMachine machine = connector.accept(arguments);
            connector.stopListening(arguments);
            places.stream().map(Place::type).distinct().forEach(type -> {
                ClassPrepareRequest prepared = machine.eventRequestManager().createClassPrepareRequest();
                prepared.addClassFilter(type);
                prepared.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
                prepared.enable();
            });
            while (true) {
                EventSet events = machine.eventQueue().remove();
                boolean stays = false;
                for (Event event : events) {
                    if (event instanceof ClassPrepareEvent prepared) {
                        breakInto(prepared.referenceType());
                    } else if (event instanceof BreakpointEvent hit) {
                        stays |= holds(hit, events);
                    }
                }
                if (!stays) {
                    events.resume();
                }
            }
        } catch (VMDisconnectedException killed) {
            return; // As it should be.
        } catch (Exception e) {
            throw new IllegalStateException("expected to follow the process at " + address, e);
        }
    }

    private void breakInto(ReferenceType type) {
        for (Place place : places) {
            if (!place.type().equals(type.name())) {
                continue;
            }
            List<Method> methods = type.methodsByName(place.method()).stream()
                    .filter(method -> !method.isAbstract())
                    .toList();
            if (methods.isEmpty()) {
                throw new IllegalStateException("expected a method as in " + place);
            }
            for (Method method : methods) {
                BreakpointRequest there = type.virtualMachine()
                        .eventRequestManager()
                        .createBreakpointRequest(method.locationOfCodeIndex(0));
                there.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
                there.putProperty("place", place);
                there.enable();
            }
        }
    }

    private boolean holds(BreakpointEvent hit, EventSet events) throws Exception {
        Place place = (Place) hit.request().getProperty("place");
        if (!place.caller().isEmpty() && !callerOf(hit.thread()).equals(place.caller())) {
            return false;
        }
        String subject = subject(place, hit.thread());
        Optional<Order> order = orders.stream()
                .filter(each -> each.place().equals(place) && subject.contains(each.subject()))
                .findFirst();
        if (order.isEmpty()) {
            return false;
        }
        if (order.get().once()) {
            orders.remove(order.get());
        }
        held.add(new Held(place, subject, events));
        return true;
    }

    private static String callerOf(ThreadReference thread) throws IncompatibleThreadStateException {
        return thread.frame(1).location().method().name();
    }

    private String subject(Place place, ThreadReference thread) throws Exception {
        if (place.subject() < 0) {
            return toldLast.getOrDefault(thread.uniqueID(), "");
        }
        StackFrame frame = thread.frame(0);
        String text = text(thread, frame.getArgumentValues().get(place.subject()));
        toldLast.put(thread.uniqueID(), text);
        return text;
    }

    private static String text(ThreadReference thread, Value value) throws Exception {
        if (value instanceof StringReference string) {
            return string.value();
        }
        ObjectReference object = (ObjectReference) value;
        Method toString = ((ClassType) object.referenceType()).concreteMethodByName("toString", "()Ljava/lang/String;");
        while (true) {
            Value text = object.invokeMethod(thread, toString, List.of(), ObjectReference.INVOKE_SINGLE_THREADED);
            try {
                return ((StringReference) text).value();
            } catch (ObjectCollectedException collected) {
                // The other threads go on, and nobody but us holds the text: it is made once more.
                Thread.onSpinWait();
            }
        }
    }
}
