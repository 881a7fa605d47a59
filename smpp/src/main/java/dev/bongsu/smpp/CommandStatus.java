package dev.bongsu.smpp;

/** The values of {@code command_status} that we name (SMPP 3.4 section 5.1.3). */
public final class CommandStatus {
  /** ESME_ROK. */
  public static final int OK = 0x00;

  /** ESME_RINVMSGLEN. */
  public static final int INVALID_MESSAGE_LENGTH = 0x01;

  /** ESME_RINVCMDLEN. */
  public static final int INVALID_COMMAND_LENGTH = 0x02;

  /** ESME_RINVCMDID. */
  public static final int INVALID_COMMAND_ID = 0x03;

  /** ESME_RINVBNDSTS. */
  public static final int INCORRECT_BIND_STATUS = 0x04;

  /** ESME_RALYBND. */
  public static final int ALREADY_BOUND = 0x05;

  /** ESME_RSYSERR. */
  public static final int SYSTEM_ERROR = 0x08;

  /** ESME_RINVSRCADR. */
  public static final int INVALID_SOURCE_ADDRESS = 0x0a;

  /** ESME_RINVDSTADR. */
  public static final int INVALID_DESTINATION_ADDRESS = 0x0b;

  /** ESME_RBINDFAIL. */
  public static final int BIND_FAILED = 0x0d;

  /** ESME_RINVPASWD. */
  public static final int INVALID_PASSWORD = 0x0e;

  /** ESME_RINVSYSID. */
  public static final int INVALID_SYSTEM_ID = 0x0f;

  /** ESME_RMSGQFUL. */
  public static final int MESSAGE_QUEUE_FULL = 0x14;

  /** ESME_RINVESMCLASS. */
  public static final int INVALID_ESM_CLASS = 0x43;

  /** ESME_RSUBMITFAIL. */
  public static final int SUBMIT_FAILED = 0x45;

  /** ESME_RINVSRCTON. */
  public static final int INVALID_SOURCE_TON = 0x48;

  /** ESME_RINVSRCNPI. */
  public static final int INVALID_SOURCE_NPI = 0x49;

  /** ESME_RINVDSTTON. */
  public static final int INVALID_DESTINATION_TON = 0x50;

  /** ESME_RINVDSTNPI. */
  public static final int INVALID_DESTINATION_NPI = 0x51;

  /** ESME_RINVSYSTYP. */
  public static final int INVALID_SYSTEM_TYPE = 0x53;

  /** ESME_RTHROTTLED. */
  public static final int THROTTLED = 0x58;

  /** ESME_RINVEXPIRY. */
  public static final int INVALID_EXPIRY = 0x62;

  /** ESME_RX_T_APPN: an error of the receiving application that will pass. */
  public static final int TEMPORARY_APPLICATION_ERROR = 0x64;

  /** ESME_RX_P_APPN: one that will not. */
  public static final int PERMANENT_APPLICATION_ERROR = 0x65;

  /** ESME_RX_R_APPN: it refuses the message. */
  public static final int REJECTED_BY_APPLICATION = 0x66;

  /** ESME_RINVOPTPARSTREAM. */
  public static final int INVALID_OPTIONAL_PART = 0xc0;

  /** ESME_RUNKNOWNERR. */
  public static final int UNKNOWN_ERROR = 0xff;

  private CommandStatus() {}

  /** As people write it: {@code 0x0000000B}. */
  public static String shown(int status) {
    return "0x%08X".formatted(status);
  }
}
