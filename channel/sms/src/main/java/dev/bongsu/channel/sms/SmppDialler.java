package dev.bongsu.channel.sms;

import dev.bongsu.channel.spi.Trust;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.smpp.CommandStatus;
import dev.bongsu.smpp.Pdu;
import dev.bongsu.smpp.SmppException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Connects and binds. */
final class SmppDialler {
  private static final int BUFFER_BYTES = 16 * 1024;

  private final SmppSettings settings;
  private final SSLContext tls;

  SmppDialler(SmppSettings settings) {
    this.settings = settings;
    this.tls = settings.common().trust().context();
  }

  /** A bound connection. */
  record Line(Socket socket, DataInputStream in) {}

  /**
   * Binds as a transceiver (SMPP 3.4 section 4.1.5); its sequence number is 1.
   *
   * @throws SmppTrouble with the reason why there is no session
   */
  Line dial() throws SmppTrouble {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(timeoutMillis());
      socket.connect(
          new InetSocketAddress(settings.endpoint().host(), settings.endpoint().port()),
          timeoutMillis());
      if (settings.endpoint().tls()) {
        socket = secure(socket);
      }
      var in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES));
      bind(socket, in);
      socket.setSoTimeout(0);
      return new Line(socket, in);
    } catch (IOException e) {
      quietly(socket);
      throw trouble(e);
    } catch (SmppTrouble e) {
      quietly(socket);
      throw e;
    }
  }

  static void quietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // It is gone, which is what was wanted.
    }
  }

  private Socket secure(Socket plain) throws IOException, SmppTrouble {
    SSLSocket socket =
        (SSLSocket)
            tls.getSocketFactory()
                .createSocket(plain, settings.endpoint().host(), settings.endpoint().port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    try {
      socket.startHandshake();
      return socket;
    } catch (SSLException e) {
      quietly(socket);
      if (Trust.isToBlameFor(e)) {
        throw new SmppTrouble(FailureCode.TLS_FAILED, "the SMSC's certificate or TLS was refused");
      }
      throw e;
    } catch (IOException e) {
      quietly(socket);
      throw e;
    }
  }

  private void bind(Socket socket, DataInputStream in) throws IOException, SmppTrouble {
    Pdu request = Pdu.request(Pdu.BIND_TRANSCEIVER, 1, settings.bind().body());
    socket.getOutputStream().write(request.encoded());
    Pdu answer = Pdu.read(in);
    if (answer == null) {
      throw new SmppTrouble(
          FailureCode.PROVIDER_UNREACHABLE, "the SMSC closed the connection instead of binding");
    }
    boolean toOurs =
        answer.command() == (Pdu.BIND_TRANSCEIVER | Pdu.ANSWER)
            || answer.command() == Pdu.GENERIC_NACK;
    if (!toOurs) {
      throw new SmppTrouble(FailureCode.PROVIDER_FAULT, "the SMSC answered the bind with another");
    }
    if (answer.status() != CommandStatus.OK || answer.command() == Pdu.GENERIC_NACK) {
      throw Statuses.ofBind(answer.status());
    }
  }

  private int timeoutMillis() {
    return (int) settings.common().timeout().toMillis();
  }

  private static SmppTrouble trouble(IOException e) {
    if (e instanceof SmppException) {
      return new SmppTrouble(FailureCode.PROVIDER_FAULT, "the answer to the bind is not SMPP");
    }
    return new SmppTrouble(
        FailureCode.PROVIDER_UNREACHABLE,
        e instanceof SocketTimeoutException
            ? "no connection or no answer in time"
            : "no connection, or it broke");
  }
}
