using System.Text;
using System.Text.Json;
using SmsBridge.Intake.Hooks;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Messages.Masking;
using SmsBridge.Partners.Notices.Transactions;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Intake.Hooks;

/// <summary>What is kept of a hook's body, whatever is in it.</summary>
public class HookPayloadTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private const int Large = 200_000;

    private static readonly string Padding = new('x', Large);

    public static TheoryData<string, string> Padded => new()
    {
        { "an unknown member", $$"""{"clientId":7,"loanId":31,"resourceId":@,"padding":"{{Padding}}"}""" },
        { "before what is known", $$"""{"padding":"{{Padding}}","clientId":7,"loanId":31,"resourceId":@}""" },
        { "a known member", $$"""{"clientId":7,"loanId":31,"resourceId":@,"externalId":"{{Padding}}"}""" },
        { "a known number", $$"""{"clientId":7,"loanId":31,"resourceId":@,"officeId":1{{new string('0', Large)}}}""" },
        { "many members", $$"""{"clientId":7,"loanId":31,"resourceId":@{{Many(index => $",\"k{index}\":{index}")}}}""" },
        { "many known members", $$"""{"clientId":7,"loanId":31,"resourceId":@{{Many(_ => ",\"locale\":\"en\"")}}}""" },
        { "a long name", $$"""{"clientId":7,"loanId":31,"resourceId":@,"{{Padding}}":1}""" },
        { "known objects", $$"""{"clientId":7,"loanId":31,"resourceId":@{{Many(_ => ",\"changes\":{\"locale\":\"en\"}")}}}""" },
        { "deep arrays", """{"clientId":7,"loanId":31,"resourceId":@,"changes":{"a":""" + new string('[', 55) + $"\"{Padding}\"" + new string(']', 55) + "}}" },
        { "deep known objects", $$"""{"clientId":7,"loanId":31,"resourceId":@,"changes":{{Nested("changes", 55)}},"p":"{{Padding}}"}""" },
        { "an envelope", """{"entityName":"LOAN","request":{"note":"PAD"},"response":{"clientId":7,"loanId":31,"resourceId":@}}""".Replace("PAD", Padding, StringComparison.Ordinal) },
        { "escapes", $$"""{"clientId":7,"loanId":31,"resourceId":@,"createdByName":"{{string.Concat(Enumerable.Repeat("\\u00e9", Large / 6))}}"}""" },
        { "what grows when it is written", $$"""{"clientId":7,"loanId":31,"resourceId":@{{Some(index => $",\"locale\":\"{string.Concat(Enumerable.Repeat("\u2028\ud83d\ude00", index == 3 ? 80 : 60))}\"")}}}""" },
        { "what does not", $$"""{"clientId":7,"loanId":31,"resourceId":@{{Some(_ => $",\"locale\":\"{new string('\u007f', 590)}\"")}}}""" },
        { "half a character", $$"""{"clientId":7,"loanId":31,"resourceId":@,"createdByName":"\ud800","padding":"{{Padding}}"}""" },
        { "a form", $"clientId=7&loanId=31&resourceId=@&padding={Padding}" },
        { "a form with many fields", $"clientId=7&loanId=31&resourceId=@{string.Concat(Enumerable.Range(0, 900).Select(index => $"&k{index}={new string('y', 200)}"))}" },
        { "a form's known field", $"clientId=7&loanId=31&resourceId=@&createdByName={Padding}" },
    };

    [Theory]
    [MemberData(nameof(Padded))]
    public async Task Of_a_padded_hook_little_is_kept_and_all_that_was_understood(string what, string body)
    {
        var tenant = await app.NewTenantAsync();
        var id = await AcceptAsync(tenant, body.Replace("@", "904", StringComparison.Ordinal));

        var (bytes, resource, client, loan) = (await app.QueryAsync<(byte[], long, long, long)>(
            "SELECT body, resource_id, client_id, loan_id FROM event WHERE id = @id", new { id })).Single();

        bytes.Length.ShouldBeLessThanOrEqualTo(HookPayload.MostKept, what);
        (resource, client, loan).ShouldBe((904, 7, 31));
        var text = Encoding.UTF8.GetString(bytes);
        text.ShouldStartWith(body[0] == '{' ? "{\"payloadCut\":\"" : "payloadCut=");
        text.ShouldContain("resourceId", customMessage: what);
        if (body[0] == '{')
        {
            using var _ = JsonDocument.Parse(bytes);
        }

        BodyMask.Of(bytes).ShouldNotBeNull().ShouldContain("bytes came"); // support can read it
    }

    [Theory]
    [InlineData(RawHook.FlatRepayment)]
    [InlineData("""{"clientId":7,"loanId":31,"resourceId":905,"unknown":{"a":[1,2]}}""")]
    [InlineData("clientId=7&loanId=31&resourceId=906&unknown=x")]
    public async Task What_a_core_sends_is_kept_as_it_came(string body)
    {
        var tenant = await app.NewTenantAsync();

        var id = await AcceptAsync(tenant, body);

        Encoding.UTF8.GetString((await app.QueryAsync<byte[]>("SELECT body FROM event WHERE id = @id", new { id })).Single()).ShouldBe(body);
    }

    [Theory]
    [InlineData("""{"request":{"externalId":"rcpt-1","note":"@"},"response":"failed","status":"x"}""", "rcpt-1", true)]
    [InlineData("""{"request":{"note":"@","receiptNumber":"QK12"},"response":{"changes":{"externalId":"abc"}}}""", "abc", false)]
    [InlineData("""{"a":"@","response":{"changes":{"receiptNumber":"QK13"}},"status":{"code":1}}""", "QK13", true)]
    [InlineData("""{"resourceExternalId":"ext","a":"@","status":null}""", "ext", false)]
    [InlineData("""{"status":["@"]}""", null, true)]
    [InlineData("""{"externalId":"@","receiptNumber":"QK14"}""", "QK14", false)]
    public void What_partners_are_told_by_stands_in_what_is_kept(string body, string? reference, bool isMarked)
    {
        var whole = Encoding.UTF8.GetBytes(body.Replace("@", Padding, StringComparison.Ordinal));

        var kept = HookPayload.OfBody(whole, Dialect.Envelope);

        kept.Length.ShouldBeLessThanOrEqualTo(HookPayload.MostKept);
        (PaymentReference.Find(kept), FailureMark.IsOn(kept)).ShouldBe((reference, isMarked));
        (PaymentReference.Find(whole), FailureMark.IsOn(whole)).ShouldBe((reference, isMarked));
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_it() =>
        HookPayload.OfBody([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes($$"""{"clientId":7,"p":"{{Padding}}"}""")], Dialect.Flat)
            .ShouldBe(Encoding.UTF8.GetBytes("""{"payloadCut":"200024 bytes came and what is known of them is kept","clientId":7}"""));

    /// <summary>The whole text or number was not sendable, and no part of it may become so.</summary>
    [Theory]
    [InlineData("0712345678", 100_000, Reasons.TextTooLong)]
    [InlineData("0712345678", 2_001, Reasons.TextTooLong)]
    [InlineData("0712345678", 1_601, Reasons.TextTooLong)]
    [InlineData("0712345678 / @", 10, Reasons.InvalidNumber)]
    [InlineData("@0712345678", 10, Reasons.InvalidNumber)]
    public async Task What_was_cut_is_as_unsendable_as_the_whole(string number, int characters, string reason)
    {
        var tenant = await app.NewTenantAsync();
        var hook = RawHook.Sms(number.Replace("@", Padding, StringComparison.Ordinal), new string('a', characters));

        var id = (await tenant.PostAsync(hook)).EventId;
        await app.DrainAsync();

        (await tenant.EventAsync(id)).GetProperty("event").Text("reason").ShouldBe(reason);
        app.Gateway.Sent.ShouldNotContain(sms => sms.MessageId == id);
        (await app.QueryAsync<long>("SELECT LENGTH(mobile_no) + LENGTH(text) + LENGTH(body) FROM event WHERE id = @id", new { id })).Single()
            .ShouldBeLessThan(HookPayload.MostKept + HookPayload.LongestText + HookPayload.LongestNumber + 100);
    }

    [Fact]
    public async Task A_text_that_differs_behind_the_cut_is_no_repeat()
    {
        var tenant = await app.NewTenantAsync();

        (await tenant.PostAsync(RawHook.Sms("0712345678", Padding + "1"))).Outcome.ShouldBe("accepted");
        (await tenant.PostAsync(RawHook.Sms("0712345678", Padding + "2"))).Outcome.ShouldBe("accepted");
    }

    [Fact]
    public async Task Blanks_around_a_number_do_not_make_it_none()
    {
        var tenant = await app.NewTenantAsync();

        var id = (await tenant.PostAsync(RawHook.Sms($"0712345678{new string(' ', 5_000)}", "Hello."))).EventId;
        await app.DrainAsync();

        (await tenant.EventAsync(id)).GetProperty("event").Text("status").ShouldBe("sent");
    }

    private static async Task<long> AcceptAsync(TestTenant tenant, string body)
    {
        var reply = await tenant.PostAsync(new RawHook(body) { ContentType = body[0] == '{' ? "application/json" : "application/x-www-form-urlencoded" });
        reply.Outcome.ShouldBe("accepted");
        return reply.EventId;
    }

    private static string Some(Func<int, string> part) => string.Concat(Enumerable.Range(0, 40).Select(part));

    private static string Many(Func<int, string> part) => string.Concat(Enumerable.Range(0, 8_000).Select(part));

    private static string Nested(string name, int depth) =>
        string.Concat(Enumerable.Repeat($"{{\"{name}\":", depth)) + "1" + new string('}', depth);
}
