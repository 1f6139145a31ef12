package io.hostmesh.monitoring.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The two encodings of OTLP over HTTP. An answer, good or bad, has the encoding of its request. */
enum OtlpFormat {
    PROTOBUF("application/x-protobuf"),
    JSON("application/json");

    /** OTLP's JSON has enums as numbers, ids in hexadecimal and fields to come: all of which this reads or steps over. */
    private static final JsonFormat.Parser READER = JsonFormat.parser().ignoringUnknownFields();

    private static final JsonFormat.Printer WRITER =
            JsonFormat.printer().omittingInsignificantWhitespace().printingEnumsAsInts();

    private final String mediaType;

    OtlpFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }

    /** The format of a content type, or null for another. */
    static @Nullable OtlpFormat of(@Nullable String contentType) {
        if (contentType == null) {
            return null;
        }
        int parameters = contentType.indexOf(';');
        String bare = (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
        for (OtlpFormat format : values()) {
            if (format.mediaType.equals(bare)) {
                return format;
            }
        }
        return null;
    }

    /**
     * Reads a body.
     *
     * @throws MalformedOtlpException where it is no export of metrics in this encoding
     */
    ExportMetricsServiceRequest read(byte[] body) {
        try {
            return switch (this) {
                case PROTOBUF -> ExportMetricsServiceRequest.parseFrom(body);
                case JSON -> {
                    ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
                    READER.merge(new String(body, UTF_8), request);
                    yield request.build();
                }
            };
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedOtlpException("Expected an ExportMetricsServiceRequest as " + mediaType + ": "
                    + shortened(String.valueOf(e.getMessage())));
        }
    }

    byte[] write(Message message) {
        try {
            return switch (this) {
                case PROTOBUF -> message.toByteArray();
                case JSON -> WRITER.print(message).getBytes(UTF_8);
            };
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("expected a message that can be written as JSON", e);
        }
    }

    /** A {@code google.rpc.Status}, which OTLP wants for what failed as a whole. */
    byte[] writeStatus(int code, String message) {
        return switch (this) {
            case PROTOBUF -> {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try {
                    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
                    out.writeInt32(1, code);
                    out.writeString(2, message);
                    out.flush();
                } catch (IOException e) {
                    throw new UncheckedIOException("expected memory to take bytes", e);
                }
                yield bytes.toByteArray();
            }
            case JSON -> {
                ObjectNode status = JsonNodeFactory.instance.objectNode();
                status.put("code", code).put("message", message);
                yield status.toString().getBytes(UTF_8);
            }
        };
    }

    private static String shortened(String text) {
        return text.length() > 300 ? text.substring(0, 300) + "..." : text;
    }
}
