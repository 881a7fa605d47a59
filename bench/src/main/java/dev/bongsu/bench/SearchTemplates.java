package dev.bongsu.bench;

import dev.bongsu.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Templates as a large organisation has them: of many teams and brands, in English, Korean,
 * Japanese and Chinese. The same number is always the same template.
 */
final class SearchTemplates {
  static final int COUNT = 100_000;

  private static final int BRANDS = 20_000;
  private static final List<String> SYLLABLES =
      split(
          " ",
          "ba ko ri ven ta lu mo zen pa ki dor sa ne vi tro gal hu mi fen os ral qui jo wex ty");

  /** Subject, event and sentences of one language. */
  private record Language(
      String locale,
      String space,
      List<String> subjects,
      List<String> events,
      List<String> words) {}

  private static final List<Language> LANGUAGES =
      List.of(
          new Language(
              "default",
              " ",
              split(
                  ",",
                  "Order,Parcel,Invoice,Payment,Refund,Subscription,Account,Password,Meeting,Ticket,Booking,Flight,Delivery,Contract,Newsletter,Survey,Warranty,Membership,Deposit,Incident"),
              split(
                  ",",
                  "shipped,confirmed,cancelled,delayed,received,expired,renewed,declined,approved,updated,scheduled,reopened,suspended,completed,reminder,warning"),
              split(
                  " ",
                  "dear customer thank you for your trust we have good news about the item that was promised please check details below before tomorrow our team is happy to help whenever something goes wrong with delivery address or payment card do not reply to this message visit page sign settings notice total amount including taxes warehouse courier tracking number arrives between morning evening weekend holiday store branch coupon discount season welcome security code never share anyone support hours change request response quickly quarterly report statement balance available download attachment review rating feedback improve service terms conditions privacy policy update effective immediately")),
          new Language(
              "ko",
              " ",
              split(",", "주문,배송,결제,환불,구독,계정,비밀번호,회의,예약,항공권,계약,설문,보증,회원,입금,장애,청구서,쿠폰,적립금,택배"),
              split(",", "안내,완료,취소,지연,접수,만료,갱신,거절,승인,변경,알림,경고,재시도,중단,확인,요청"),
              split(
                  " ",
                  "고객님 안녕하세요 주문하신 상품이 오늘 발송되었습니다 배송까지 이틀 정도 걸립니다 자세한 내용은 아래에서 확인해 주세요 결제 금액을 다시 확인하시고 문의 사항은 고객센터로 연락 바랍니다 감사합니다 인증번호를 다른 사람에게 알려주지 마세요 서비스 점검으로 이용이 제한될 수 있습니다 새로운 혜택을 받아보세요 예약하신 시간에 맞추어 방문해 주시기 바랍니다 회원 등급이 변경되었습니다 적립금이 곧 소멸될 예정입니다 비밀번호가 변경되었습니다")),
          new Language(
              "ja",
              "",
              split(
                  ",",
                  "ご注文,お荷物,請求書,お支払い,返金,定期購入,アカウント,パスワード,会議,予約,航空券,契約,アンケート,保証,会員,入金,障害,クーポン,ポイント,配達"),
              split(",", "のお知らせ,の完了,のキャンセル,の遅延,の受付,の期限,の更新,の承認,の変更,の警告,の確認,の再開,の停止,の発送"),
              split(
                  " ",
                  "お客様 いつもご利用いただき ありがとうございます 商品を本日発送いたしました 到着まで二日ほどかかります 詳細は下記をご確認ください 認証コードは誰にも教えないでください 住所に誤りがある場合は 担当者までご連絡ください メンテナンスのため 一時的に停止します 新しい特典をお受け取りください 請求金額をお確かめください")),
          new Language(
              "zh",
              "",
              split(",", "订单,包裹,发票,付款,退款,订阅,账户,密码,会议,预订,机票,合同,问卷,保修,会员,押金,故障,优惠券,积分,快递"),
              split(",", "已发货,已确认,已取消,延误通知,已收到,已过期,已续订,被拒绝,已批准,已更新,提醒,警告,已暂停,已完成"),
              split(
                  " ",
                  "尊敬的客户 感谢您的信任 您的商品今天已经发出 预计两天内送达 请查看以下详细信息 验证码请勿告诉他人 如地址有误 请联系客服中心 系统维护期间服务暂停 领取新的优惠 请核对付款金额 会员等级已经变更 积分即将过期")));

  private SearchTemplates() {}

  /** What it is called by; starts with its subject, so that neighbours are alike. */
  static String key(int number) {
    Random random = random(number);
    Language english = LANGUAGES.getFirst();
    return (one(random, english.subjects()) + "-" + one(random, english.events()) + "-" + number)
        .toLowerCase(Locale.ROOT);
  }

  /** A name that some five of all templates have. */
  static String brand(int number) {
    var random = new Random(number % BRANDS * 7919L + 1);
    var brand = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      brand.append(one(random, SYLLABLES));
    }
    return brand.toString();
  }

  /** The name of it, in its language. */
  static String name(int number) {
    Random random = random(number);
    int subject = random.nextInt(LANGUAGES.getFirst().subjects().size());
    int event = random.nextInt(LANGUAGES.getFirst().events().size());
    Language language = language(number);
    return language.subjects().get(subject % language.subjects().size())
        + language.space()
        + language.events().get(event % language.events().size());
  }

  static byte[] body(int number) {
    var random = new Random(number * 31L + 7);
    Language language = language(number);
    Map<String, @Nullable Object> mail = new LinkedHashMap<>();
    mail.put("subject", name(number) + ": {{no}}");
    mail.put(
        "html", "<p style=\"margin:0\">" + sentences(random, language, 40) + "</p><b>{{no}}</b>");
    Map<String, @Nullable Object> content = new LinkedHashMap<>();
    Map<String, @Nullable Object> own = new LinkedHashMap<>();
    own.put("email", mail);
    own.put("sms", Map.of("text", sentences(random, language, 12)));
    content.put("default", own);
    if (!language.locale().equals("default")) {
      content.put("en", Map.of("sms", Map.of("text", sentences(random, LANGUAGES.getFirst(), 12))));
    }
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("name", name(number));
    body.put("description", "For " + brand(number) + " by team " + number % 300);
    body.put("category", "category-" + number % 40);
    body.put("channels", List.of("email", "sms"));
    body.put("parameters", Map.of("properties", Map.of("no", Map.of("type", "string"))));
    body.put("content", content);
    return Json.write(body);
  }

  private static String sentences(Random random, Language language, int words) {
    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < words; i++) {
      chosen.add(one(random, language.words()));
    }
    return String.join(language.space().isEmpty() ? "、" : " ", chosen);
  }

  private static Language language(int number) {
    // Half of them English, the others in equal parts.
    return LANGUAGES.get(number % 6 < 3 ? 0 : number % 6 - 2);
  }

  private static Random random(int number) {
    return new Random(number * 17L + 3);
  }

  private static String one(Random random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static List<String> split(String at, String text) {
    return List.of(text.split(at));
  }
}
