using System.Net;
using SmsBridge.Partners;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Partners;

/// <summary>The six methods where the document is silent, contradicts itself or is misread.</summary>
public sealed class PartnerMethodTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private PartnerDriver _partner = null!;

    public async ValueTask InitializeAsync()
    {
        _app.Settings["Storage:BusyTimeout"] = "00:00:00";
        await _app.InitializeAsync();
        _partner = await PartnerDriver.AddAsync(_app, "P1", Some.Tenant);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("""{"corporateCode":"P1","referenceId":"r","callbackUrl":"https://partner.example.org/cb","webhookMethodName":"TRANSACTIONSTATUS"}""")]
    [InlineData("""{"partnerCode":"P1","corporateCode":"P1","reference":"r","referenceId":"r","callbackUrl":"https://partner.example.org/cb","webhookMethodName":"TRANSACTIONSTATUS"}""")]
    [InlineData("""{"PartnerCode":" P1 ","Reference":"r","CallbackURL":"https://partner.example.org/cb","WebhookMethodName":"TRANSACTIONSTATUS","extra":{"a":[1]},"referenceId":null}""")]
    public async Task Names_of_members_and_methods_are_taken_in_all_spellings_and_the_method_comes_back_as_it_was_sent(string body)
    {
        var reply = await _partner.PostAsync("/webhook/subscribe", body);

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Body);
        reply.Body.ShouldBe("""{"responseCode":"100","responseMsg":"Success","responseData":{"partnerCode":"P1","reference":"r","callbackUrl":"https://partner.example.org/cb","webhookMethodName":"TRANSACTIONSTATUS"}}""");
    }

    [Fact]
    public async Task A_partner_may_change_so_much_in_a_minute()
    {
        var other = await PartnerDriver.AddAsync(_app, "P2", Some.Tenant);
        for (var change = 0; change < PartnerRequests.MostChangesPerMinute; change++)
        {
            (await _partner.SubscribeAsync("same")).Status.ShouldBe(HttpStatusCode.OK);
        }

        var refused = await _partner.SubscribeAsync("another");

        (refused.Status, refused.Code).ShouldBe((HttpStatusCode.TooManyRequests, "101"));
        refused.RetryAfter.ShouldNotBeNull();
        (await _partner.UpdateAsync("same")).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        (await _partner.GetAsync("/webhooks/subscribed/P1")).Status.ShouldBe(HttpStatusCode.OK, "what changes nothing");
        (await _partner.DeleteAsync("/webhook/same")).Status.ShouldBe(HttpStatusCode.OK, "what ends something");
        (await other.SubscribeAsync("theirs")).Status.ShouldBe(HttpStatusCode.OK);
        _app.Clock.Advance(TimeSpan.FromMinutes(5)); // so that no timestamp is one of before
        (await _partner.SubscribeAsync("another")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\u201cpartnerCode\u201d: \u201cP1\u201d}")] // smart quotes, as the document's samples have them
    [InlineData("""{"partnerCode":"P1","reference":"r""")]
    [InlineData("""{"reference":"r","callbackUrl":"https://partner.example.org/cb","webhookMethodName":"TransactionStatus"}""")]
    [InlineData("""{"partnerCode":"P1","callbackUrl":"https://partner.example.org/cb","webhookMethodName":"TransactionStatus"}""")]
    [InlineData("""{"partnerCode":"P1","reference":"r","webhookMethodName":"TransactionStatus"}""")]
    [InlineData("""{"partnerCode":"P1","reference":"r","callbackUrl":"https://partner.example.org/cb"}""")]
    [InlineData("""{"partnerCode":"P1","reference":"","callbackUrl":"https://partner.example.org/cb","webhookMethodName":"TransactionStatus"}""")]
    [InlineData("""{"partnerCode":"P1","reference":{},"callbackUrl":"https://partner.example.org/cb","webhookMethodName":"TransactionStatus"}""")]
    [InlineData("""{"partnerCode":"P1","reference":"a","referenceId":"b","callbackUrl":"https://partner.example.org/cb","webhookMethodName":"TransactionStatus"}""")]
    [InlineData("""{"partnerCode":"P1","corporateCode":"P2","reference":"a","callbackUrl":"https://partner.example.org/cb","webhookMethodName":"TransactionStatus"}""")]
    [InlineData("""{"partnerCode":"P1","reference":"a/b","callbackUrl":"https://partner.example.org/cb","webhookMethodName":"TransactionStatus"}""")]
    [InlineData("""{"partnerCode":"P1","reference":"..","callbackUrl":"https://partner.example.org/cb","webhookMethodName":"TransactionStatus"}""")]
    [InlineData("""{"partnerCode":"P1","reference":"12345678901234567890123456789012345678901234567890123456789012345","callbackUrl":"https://partner.example.org/cb","webhookMethodName":"TransactionStatus"}""")]
    [InlineData("""{"partnerCode":"P1","reference":"r","callbackUrl":"partner.example.org","webhookMethodName":"TransactionStatus"}""")]
    [InlineData("""{"partnerCode":"P1","reference":"r","callbackUrl":"https://u:p@partner.example.org/cb","webhookMethodName":"TransactionStatus"}""")]
    [InlineData("""{"partnerCode":"P1","reference":"r","callbackUrl":"https://partner.example.org/cb","webhookMethodName":"TransactionStatus","smsStatus":"yes"}""")]
    [InlineData("""{"partnerCode":"P1","reference":"\ud800","callbackUrl":"https://partner.example.org/cb","webhookMethodName":"TransactionStatus"}""")]
    public async Task A_body_that_is_not_right_is_400_and_101_for_both_methods_that_have_one(string body)
    {
        foreach (var path in new[] { "/webhook/subscribe", "/webhook/update" })
        {
            var reply = await _partner.PostAsync(path, body);

            reply.Status.ShouldBe(HttpStatusCode.BadRequest, reply.Body);
            reply.Code.ShouldBe("101");
            reply.Message.ShouldNotBeNullOrEmpty();
        }

        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM subscription")).ShouldBe([0]);
    }

    [Theory]
    [InlineData("http://partner.example.org/cb", "TransactionStatus")]
    [InlineData("https://10.0.0.1/cb", "TransactionStatus")]
    [InlineData("https://partner.example.org:22/cb", "TransactionStatus")]
    [InlineData("https://partner.example.org/cb", "OtherStatus")]
    public async Task What_is_understood_and_can_not_be_is_422_and_101(string callback, string method)
    {
        var reply = await _partner.SubscribeAsync("r", callback, method);

        reply.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        reply.Code.ShouldBe("101");
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_413_and_101()
    {
        var reply = await _partner.PostAsync("/webhook/subscribe", new string(' ', 16 * 1024) + "{}");

        reply.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        reply.Code.ShouldBe("101");
    }

    [Fact]
    public async Task Subscribing_the_same_again_is_a_success_and_the_secret_is_shown_the_first_time_only()
    {
        var first = await _partner.SubscribeAsync("r");
        var again = await _partner.SubscribeAsync("r", method: "transactionstatus");

        again.Status.ShouldBe(HttpStatusCode.OK);
        again.Body.ShouldBe(first.Body);
        first.Secret.ShouldNotBeNull().ShouldStartWith("whsec_");
        Convert.FromBase64String(first.Secret!["whsec_".Length..]).Length.ShouldBe(32);
        again.Secret.ShouldBeNull();
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM subscription")).ShouldBe([1]);
        _app.StoredBytes().ShouldNotContainText(first.Secret);
        _app.StoredBytes().ShouldNotContainText(_partner.Password);
    }

    [Fact]
    public async Task Subscribing_the_same_reference_to_something_else_is_409_and_changes_nothing()
    {
        var first = await _partner.SubscribeAsync("r");

        var other = await _partner.SubscribeAsync("r", "https://other.example.org/cb");

        other.Status.ShouldBe(HttpStatusCode.Conflict);
        other.Code.ShouldBe("101");
        (await _partner.GetAsync("/webhooks/subscribed/P1")).Data[0].GetProperty("callbackUrl").GetString().ShouldBe(first.Data.GetProperty("callbackUrl").GetString());
    }

    [Fact]
    public async Task The_same_request_twice_at_once_makes_one_subscription_and_shows_one_secret()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _partner.SubscribeAsync("r")));

        replies.ShouldAllBe(reply => reply.Status == HttpStatusCode.OK);
        replies.Count(reply => reply.Secret is not null).ShouldBe(1);
    }

    [Fact]
    public async Task An_update_changes_url_and_method_and_keeps_when_it_was_logged()
    {
        await _partner.SubscribeAsync("r");
        _app.Clock.Advance(TimeSpan.FromHours(1));

        var reply = await _partner.UpdateAsync("r", "https://other.example.org/cb", "transactionStatus");

        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Secret.ShouldBeNull();
        var stored = (await _partner.GetAsync("/webhook/P1")).Data[0];
        stored.GetProperty("callbackUrl").GetString().ShouldBe("https://other.example.org/cb");
        stored.GetProperty("webhookMethodName").GetString().ShouldBe("transactionStatus");
        stored.GetProperty("dateLogged").GetString().ShouldBe("2026-11-21 19:11:50.0");
    }

    [Fact]
    public async Task An_update_to_another_url_tries_anew_and_one_to_the_same_does_not()
    {
        await _partner.SubscribeAsync("r");
        const string Trouble = "SELECT COUNT(*) FROM subscription WHERE failing_since IS NOT NULL AND disabled_at IS NOT NULL";

        await _app.MeddleAsync("UPDATE subscription SET failing_since = 1, disabled_at = 2, disabled_reason = 'failing'");
        await _partner.UpdateAsync("r");
        (await _app.QueryAsync<long>(Trouble)).ShouldBe([1]);

        await _partner.UpdateAsync("r", "https://other.example.org/cb");
        (await _app.QueryAsync<long>(Trouble)).ShouldBe([0]);

        await _app.MeddleAsync("UPDATE subscription SET disabled_at = 2, disabled_reason = 'by_operator'");
        await _partner.UpdateAsync("r", "https://third.example.org/cb");
        (await _app.QueryAsync<string>("SELECT disabled_reason FROM subscription WHERE disabled_at = 2")).ShouldBe(["by_operator"]);
    }

    [Theory]
    [InlineData("failing", "Update it with another callbackUrl")]
    [InlineData("by_operator", "Ask the operator to enable it.")]
    public async Task A_subscription_that_is_told_nothing_says_so_to_whoever_asks_for_it_again(string reason, string words)
    {
        const string Other = "https://other.example.org/cb";
        await _partner.SubscribeAsync("r");
        await _app.MeddleAsync("UPDATE subscription SET failing_since = 1, disabled_at = 2, disabled_reason = @reason", new { reason });

        foreach (var reply in new[] { await _partner.SubscribeAsync("r"), await _partner.UpdateAsync("r") })
        {
            reply.Code.ShouldBe("100");
            reply.Message.ShouldStartWith("Success, but it has been told nothing since 1970-01-01 00:00:00.0 UTC, because ");
            reply.Message.ShouldContain(words);
            (reply.Data.Text("disabledSince"), reply.Data.Text("disabledReason")).ShouldBe(("1970-01-01 00:00:00.0", reason));
        }

        (await _partner.GetAsync("/webhook/P1")).Data[0].Text("disabledReason").ShouldBe(reason);
        (await _partner.GetAsync("/webhook/partnerCode/P1/methodName/transactionStatus")).Data.Text("disabledReason").ShouldBe(reason);

        var moved = await _partner.UpdateAsync("r", Other); // told again, unless it was an operator
        (moved.Message == "Success").ShouldBe(reason == "failing");
        moved.Data.TryGetProperty("disabledSince", out _).ShouldBe(reason != "failing");
        (await _partner.GetAsync("/webhook/P1")).Data[0].TryGetProperty("disabledSince", out _).ShouldBe(reason != "failing");
    }

    [Fact]
    public async Task A_second_delete_is_404_and_101_and_the_reference_is_free_again()
    {
        var first = await _partner.SubscribeAsync("r");

        (await _partner.DeleteAsync("/webhook/r")).Status.ShouldBe(HttpStatusCode.OK);
        var second = await _partner.DeleteAsync("/webhook/r");
        second.Status.ShouldBe(HttpStatusCode.NotFound);
        second.Code.ShouldBe("101");
        (await _partner.UpdateAsync("r")).Status.ShouldBe(HttpStatusCode.NotFound);

        var anew = await _partner.SubscribeAsync("r", "https://other.example.org/cb");
        anew.Status.ShouldBe(HttpStatusCode.OK);
        anew.Secret.ShouldNotBeNull();
        (anew.Secret == first.Secret).ShouldBeFalse();
    }

    [Fact]
    public async Task Who_has_nothing_gets_an_empty_list_and_no_subscription_by_method()
    {
        (await _partner.GetAsync("/webhooks/subscribed/P1")).Body.ShouldBe("""{"responseCode":"100","responseMsg":"Success","responseData":[]}""");

        var none = await _partner.GetAsync("/webhook/partnerCode/P1/methodName/transactionStatus");
        none.Status.ShouldBe(HttpStatusCode.NotFound);
        none.Code.ShouldBe("101");
    }

    [Fact]
    public async Task The_sms_status_is_on_unless_asked_otherwise_and_stays_when_not_mentioned()
    {
        await _partner.SubscribeAsync("on");
        await _partner.PostAsync("/webhook/subscribe", _partner.Body("off")[..^1] + ",\"smsStatus\":false}");
        await _partner.UpdateAsync("off", "https://other.example.org/cb");

        (await _app.QueryAsync<string>("SELECT reference || sms_status FROM subscription ORDER BY id")).ShouldBe(["on1", "off0"]);
        (await _partner.PostAsync("/webhook/subscribe", _partner.Body("on")[..^1] + ",\"smsStatus\":false}")).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_store_that_can_not_be_written_is_503_and_101()
    {
        using (_app.HoldStore())
        {
            var reply = await _partner.SubscribeAsync("r");

            reply.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
            reply.Code.ShouldBe("101");
            reply.RetryAfter.ShouldNotBeNull();
        }
    }
}
