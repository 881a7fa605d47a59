package dev.bongsu.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;

/**
 * Writes rows in PostgreSQL's binary COPY format (documentation of COPY, section "Binary Format"):
 * {@link #row} begins a row, then one call a column, in order. The database refuses the whole copy
 * if a type or a number of columns does not fit. Not for several threads.
 */
public final class CopyRows {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };
  private static final int FLUSH_BYTES = 1 << 16;

  /** Most copies are of a row or two. */
  private static final int FIRST_BYTES = 1 << 10;

  private static final int LARGEST_FIXED = 20;
  private static final long POSTGRES_EPOCH_SECONDS = 946_684_800L;
  private static final byte JSONB_VERSION = 1;

  private final CopyIn target;
  private byte[] buffer = new byte[FIRST_BYTES];
  private int size;

  CopyRows(CopyIn target) {
    this.target = target;
    raw(SIGNATURE);
  }

  /** Begins a row of so many columns. */
  public CopyRows row(int columns) {
    if (size >= FLUSH_BYTES) {
      flush();
    }
    room(Short.BYTES);
    SHORT.set(buffer, size, (short) columns);
    size += Short.BYTES;
    return this;
  }

  /** NULL, of any type. */
  public CopyRows nothing() {
    room(Integer.BYTES);
    length(-1);
    return this;
  }

  /** A {@code text}. U+0000, which PostgreSQL cannot hold, becomes U+FFFD. */
  public CopyRows text(@Nullable String value) {
    if (value == null) {
      return nothing();
    }
    byte[] utf8 = utf8(value);
    room(Integer.BYTES + utf8.length);
    length(utf8.length);
    raw(utf8);
    return this;
  }

  /** A {@code uuid}. */
  public CopyRows uuid(@Nullable UUID value) {
    if (value == null) {
      return nothing();
    }
    room(LARGEST_FIXED);
    length(2 * Long.BYTES);
    put(value.getMostSignificantBits());
    put(value.getLeastSignificantBits());
    return this;
  }

  /** A {@code smallint}. */
  public CopyRows int2(int value) {
    room(LARGEST_FIXED);
    length(Short.BYTES);
    SHORT.set(buffer, size, (short) value);
    size += Short.BYTES;
    return this;
  }

  /** An {@code integer}. */
  public CopyRows int4(int value) {
    room(LARGEST_FIXED);
    length(Integer.BYTES);
    length(value);
    return this;
  }

  /** A {@code bigint}, or an {@code xid8}. */
  public CopyRows int8(long value) {
    room(LARGEST_FIXED);
    length(Long.BYTES);
    put(value);
    return this;
  }

  /** A {@code boolean}. */
  public CopyRows bool(boolean value) {
    room(LARGEST_FIXED);
    length(1);
    buffer[size++] = (byte) (value ? 1 : 0);
    return this;
  }

  /** A {@code timestamptz}, to the microsecond. */
  public CopyRows timestamp(@Nullable Instant value) {
    if (value == null) {
      return nothing();
    }
    return int8(
        (value.getEpochSecond() - POSTGRES_EPOCH_SECONDS) * 1_000_000 + value.getNano() / 1_000);
  }

  /** A {@code bytea}. */
  public CopyRows bytes(byte @Nullable [] value) {
    if (value == null) {
      return nothing();
    }
    room(Integer.BYTES + value.length);
    length(value.length);
    raw(value);
    return this;
  }

  /**
   * A {@code jsonb}, from JSON in UTF-8. The database refuses what it cannot hold, a text with an
   * escaped U+0000 for one: for JSON that callers wrote, use {@code bytea} or {@code text}.
   */
  public CopyRows jsonb(byte @Nullable [] utf8) {
    if (utf8 == null) {
      return nothing();
    }
    room(Integer.BYTES + 1 + utf8.length);
    length(1 + utf8.length);
    buffer[size++] = JSONB_VERSION;
    raw(utf8);
    return this;
  }

  /** Writes the trailer; nothing may follow. */
  void end() {
    room(Short.BYTES);
    SHORT.set(buffer, size, (short) -1);
    size += Short.BYTES;
    flush();
  }

  private void flush() {
    try {
      target.writeToCopy(buffer, 0, size);
    } catch (SQLException e) {
      throw new CopyFailedException(e);
    }
    size = 0;
  }

  private void length(int value) {
    INT.set(buffer, size, value);
    size += Integer.BYTES;
  }

  private void put(long value) {
    LONG.set(buffer, size, value);
    size += Long.BYTES;
  }

  private void raw(byte[] bytes) {
    System.arraycopy(bytes, 0, buffer, size, bytes.length);
    size += bytes.length;
  }

  private void room(int bytes) {
    if (size + bytes > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, size + bytes));
    }
  }

  private static byte[] utf8(String value) {
    String storable = value.indexOf('\0') < 0 ? value : value.replace('\0', '\ufffd');
    return storable.getBytes(StandardCharsets.UTF_8);
  }
}
