using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Intake.Campaigns;

/// <summary>Codes by which people sign in to the core, where it has the bridge's sender for them.</summary>
public sealed class TwoFactorCodeTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private const string Text = "Your authentication token for Fineract is QZ48151X.";
    private const string Secret = "QZ48151X";

    private static readonly JsonSerializerOptions Sparse = new() { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_core_is_offered_a_sender_for_them_beside_the_tenants_own()
    {
        var stage = await CampaignStage.SetUpAsync(app);

        var senders = await stage.Jobs.ListSendersAsync(Cancellation);

        senders.Select(sender => (int)sender!["id"]!).ShouldBe([1, 2222]);
        senders.Select(sender => (string)sender!["phoneNo"]!).ShouldBe([Some.Sender, Some.Sender]);
        ((string)senders[1]!["providerName"]!).ShouldContain("two-factor codes");
    }

    [Fact]
    public async Task One_goes_out_at_once_is_reported_and_its_text_is_stored_nowhere()
    {
        var stage = await CampaignStage.SetUpAsync(app);
        await QuietAsync(stage);

        await PostAsync(stage, 1);
        (await Codes.CountAsync(app)).ShouldBe(1);
        (await Codes.IsStoredAsync(app, Secret)).ShouldBeFalse("waiting"); // and it is on disk: the core was answered 202
        await app.DrainAsync();

        (await stage.SentAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            sms => sms.Body.ShouldBe(Text), sms => sms.To.Value.ShouldBe("+254712345678"), sms => sms.IsCode.ShouldBeTrue(), sms => sms.ToString().ShouldNotContain(Secret));
        (await Codes.CountAsync(app)).ShouldBe(0);
        (await Codes.IsStoredAsync(app, Secret)).ShouldBeFalse("sent");
        (await stage.StatusesAsync(1))[1].ShouldBe(150);

        var (eventId, providerId) = (await stage.SentRowsAsync()).ShouldHaveSingleItem();
        await stage.ReceiveAsync(eventId, providerId, MessageStatus.Delivered);
        (await stage.StatusesAsync(1))[1].ShouldBe(300);
        (await stage.Tenant.LogAsync()).ShouldHaveSingleItem().Text("action").ShouldBe("CODE");
        (await stage.Tenant.EventAsync(eventId)).ToString().ShouldNotContain(Secret);
    }

    [Fact]
    public async Task The_console_says_what_it_is_and_shows_nothing_of_it()
    {
        var stage = await CampaignStage.SetUpAsync(app);
        await PostAsync(stage, 1);
        await app.DrainAsync();
        var (eventId, _) = (await stage.SentRowsAsync()).ShouldHaveSingleItem();
        using var admin = await app.SignInAsAsync(OperatorRole.Admin);

        var page = await admin.GetStringAsync($"/console/messages/{eventId}", Cancellation);

        page.ShouldContain("A two-factor code; its text is not kept.");
        page.ShouldNotContain(Secret);
        page.ShouldNotContain("data-dialog=\"resend\"");
        (await admin.GetStringAsync("/console/messages?q=QZ48151X", Cancellation)).ShouldNotContain($"/console/messages/{eventId}\"");
    }

    [Fact]
    public async Task What_a_provider_says_is_not_kept_for_it_may_quote_the_code()
    {
        var stage = await CampaignStage.SetUpAsync(app);
        app.Gateway.Next(new SendResult.Rejected(FailureClass.Permanent, "30007", $"Filtered: {Text}") { Answer = new PeerAnswer("twilio", TimeSpan.Zero, 400, Text) });

        await PostAsync(stage, 1);
        await app.DrainAsync();

        var entry = (await stage.Tenant.LogAsync()).ShouldHaveSingleItem();
        entry.Text("reason").ShouldBe("provider_rejected");
        (await Codes.CountAsync(app)).ShouldBe(0);
        (await Codes.IsStoredAsync(app, Secret)).ShouldBeFalse();
        (await stage.StatusesAsync(1))[1].ShouldBe(400);
    }

    [Fact]
    public async Task A_carriers_words_are_not_kept_either_and_no_second_SMS_is_planned()
    {
        var stage = await CampaignStage.SetUpAsync(app);
        await PostAsync(stage, 1);
        await app.DrainAsync();
        var (eventId, providerId) = (await stage.SentRowsAsync()).ShouldHaveSingleItem();

        await app.Services.GetRequiredService<MessageReceipts>().ApplyAsync(new Receipt(
            eventId, providerId, MessageStatus.Undelivered, "undelivered", "30003", Reasons.DeliveryFailed, $"stat:UNDELIV text:{Text}", _ => true));
        await app.DrainAfterAsync(TimeSpan.FromHours(25));

        (await stage.SentAsync()).ShouldHaveSingleItem();
        (await Codes.IsStoredAsync(app, Secret)).ShouldBeFalse();
        (await stage.StatusesAsync(1))[1].ShouldBe(400);
    }

    [Fact]
    public async Task After_five_minutes_it_is_not_sent_nor_sent_again_by_anybody_and_its_text_is_gone()
    {
        var stage = await CampaignStage.SetUpAsync(app);
        await PostAsync(stage, 1);
        app.Clock.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        await app.Services.GetRequiredService<CodeTexts>().ForgetPastAsync(); // or the timetable was faster

        (await Codes.CountAsync(app)).ShouldBe(0);
        await app.DrainAsync();

        (await stage.SentAsync()).ShouldBeEmpty();
        var entry = (await stage.Tenant.LogAsync()).ShouldHaveSingleItem();
        entry.Text("reason").ShouldBe("code_expired");
        var (tenantId, eventId) = (await app.QueryAsync<long>("SELECT id FROM tenant WHERE identifier = @Id", new { stage.Tenant.Id })) is [var id] ? (id, entry.GetProperty("eventId").GetInt64()) : default;
        var resend = app.Services.GetRequiredService<MessageResend>();
        (await resend.ResendFailedAsync(tenantId, Sources.Api)).Requeued.ShouldBeEmpty();
        (await resend.ResendAsync(tenantId, [eventId], new ResendRules(Force: true, Again: true), Sources.Api, static (_, _) => { })).Left.ShouldHaveSingleItem().Why.ShouldBe(MessageResend.IsCode);
    }

    [Fact]
    public async Task A_wait_that_ends_too_late_is_none()
    {
        var stage = await CampaignStage.SetUpAsync(app);
        app.Gateway.Next(new SendResult.Retryable(FailureClass.Transient, "20503", TimeSpan.FromMinutes(10), "Busy."));

        await PostAsync(stage, 1);
        await app.DrainAsync();

        (await stage.StatusesAsync(1))[1].ShouldBe(400); // at once: who signs in asks for another one
        (await Codes.CountAsync(app)).ShouldBe(0);
    }

    [Fact]
    public async Task One_that_may_have_left_is_found_by_its_text()
    {
        var stage = await CampaignStage.SetUpAsync(app);
        app.Gateway.NextTakenWithoutAnswer();
        await PostAsync(stage, 1);
        await app.DrainAsync();

        await app.DrainAfterAsync(TimeSpan.FromSeconds(6));

        (await stage.SentAsync()).ShouldHaveSingleItem();
        (await stage.SentRowsAsync()).ShouldHaveSingleItem();
        (await Codes.CountAsync(app)).ShouldBe(0);
    }

    [Fact]
    public async Task One_that_was_not_taken_is_sent_again_while_it_is_of_use()
    {
        var stage = await CampaignStage.SetUpAsync(app);
        app.Gateway.Next(new SendResult.Unknown("timeout", "No answer in time."));
        await PostAsync(stage, 1);
        await app.DrainAsync();

        for (var second = 0; second < 120; second += 5)
        {
            await app.DrainAfterAsync(TimeSpan.FromSeconds(5));
        }

        (await stage.SentAsync()).Select(sms => sms.Body).ShouldBe([Text, Text]);
        (await stage.SentRowsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task One_in_doubt_is_not_sent_again_once_it_is_of_no_use()
    {
        var stage = await CampaignStage.SetUpAsync(app);
        app.Gateway.Next(new SendResult.Unknown("timeout", "No answer in time."));
        await PostAsync(stage, 1);
        await app.DrainAsync();

        await app.DrainAfterAsync(TimeSpan.FromMinutes(6));
        await app.DrainAfterAsync(TimeSpan.FromHours(2));

        (await stage.SentAsync()).ShouldHaveSingleItem();
        (await stage.Tenant.LogAsync()).ShouldHaveSingleItem().Text("reason").ShouldBe("outcome_unknown");
        (await Codes.CountAsync(app)).ShouldBe(0);
    }

    [Theory]
    [InlineData("""[{"internalId":1,"tenantId":"T","mobileNumber":"0712345678","message":"News","providerId":2222}]""", "CAMPAIGN", 1)]
    [InlineData("""[{"internalId":1,"mobileNumber":"0712345678","message":"News","providerId":1}]""", "TRIGGER", 1)]
    [InlineData("""[{"internalId":1,"mobileNumber":"0712345678","message":"News"}]""", "TRIGGER", 1)]
    [InlineData("""[{"internalId":1,"mobileNumber":"0712345678","message":"News","providerId":2222},{"internalId":2,"mobileNumber":"0712345679","message":"News","providerId":2222}]""", "TRIGGER", 2)]
    [InlineData("""[{"internalId":1,"mobileNumber":"0712345678","message":"News","providerId":"2222"}]""", "CODE", 1)]
    public async Task What_is_none_is_a_text_as_before(string body, string action, int count)
    {
        var stage = await CampaignStage.SetUpAsync(app);

        (await stage.PostAsync("/sms", body.Replace("\"T\"", $"\"{stage.Tenant.Id}\"", StringComparison.Ordinal))).Status.ShouldBe(HttpStatusCode.Accepted);

        (await stage.Tenant.LogAsync()).Select(entry => entry.Text("action")).ShouldBe(Enumerable.Repeat(action, count));
    }

    [Theory]
    [InlineData("1")]
    [InlineData(null)]
    public async Task A_call_that_comes_again_is_one_code(string? number)
    {
        var stage = await CampaignStage.SetUpAsync(app);
        var entry = $$"""[{ {{(number is null ? "" : $"\"internalId\":{number},")}} "mobileNumber":"0712345678","message":"{{Text}}","providerId":2222}]""";

        await stage.PostAsync("/sms", entry);
        await stage.PostAsync("/sms", entry);
        await stage.PostAsync("/sms", entry.Replace(Secret, "QZ00000X", StringComparison.Ordinal).Replace(":1,", ":2,", StringComparison.Ordinal)); // asked for once more
        await app.DrainAsync();

        (await stage.SentAsync()).Select(sms => sms.Body).ShouldBe([Text, Text.Replace(Secret, "QZ00000X", StringComparison.Ordinal)], ignoreOrder: true);
        (await Codes.CountAsync(app)).ShouldBe(0);
        (await Codes.IsStoredAsync(app, Secret)).ShouldBeFalse();
    }

    [Fact]
    public async Task One_that_can_not_be_sent_is_closed_with_its_reason_and_leaves_nothing()
    {
        var stage = await CampaignStage.SetUpAsync(app);

        await stage.PostAsync("/sms", $$"""[{"internalId":1,"mobileNumber":"not a number","message":"{{Text}}","providerId":2222}]""");
        await app.DrainAsync();

        (await stage.Tenant.LogAsync()).ShouldHaveSingleItem().Text("reason").ShouldBe("invalid_number");
        (await Codes.CountAsync(app)).ShouldBe(0);
        (await Codes.IsStoredAsync(app, Secret)).ShouldBeFalse();
    }

    [Fact]
    public async Task One_that_a_person_cancels_leaves_nothing()
    {
        var stage = await CampaignStage.SetUpAsync(app);
        await PostAsync(stage, 1);
        var row = (await app.QueryAsync<(long TenantId, long EventId)>("SELECT tenant_id, event_id FROM code_text")).ShouldHaveSingleItem();

        (await app.Services.GetRequiredService<MessageCancel>().CancelAsync(row.TenantId, row.EventId, Sources.Api, static _ => { })).ShouldBeNull();

        (await Codes.CountAsync(app)).ShouldBe(0);
        await app.DrainAsync();
        (await stage.SentAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_of_a_process_that_died_goes_out_of_the_next_and_what_is_too_old_is_removed_at_its_start()
    {
        await using var first = new SmsBridgeApp();
        await first.InitializeAsync();
        var stage = await CampaignStage.SetUpAsync(first);
        await PostAsync(stage, 1);

        await using var second = await first.RestartAsync();
        await second.DrainAsync();
        second.Gateway.Sent.ShouldHaveSingleItem().Body.ShouldBe(Text);

        using (var again = second.CreateCaller())
        {
            await PostAsync(again, stage, 2);
        }

        await using var third = await second.RestartAsync(() => first.Clock.Advance(TimeSpan.FromMinutes(6)));
        await Eventually.BecomesAsync(() => Codes.CountAsync(third), static count => count == 0, "the texts that are past are removed");
        await third.DrainAsync();
        third.Gateway.Sent.ShouldHaveSingleItem();
    }

    /// <summary>Without the core's number its text alone tells that it is the same: also to another node, and after a restart.</summary>
    [Fact]
    public async Task A_call_without_a_number_that_comes_again_to_the_next_process_is_one_code()
    {
        await using var first = new SmsBridgeApp();
        await first.InitializeAsync();
        var stage = await CampaignStage.SetUpAsync(first);
        await PostAsync(stage, internalId: null);

        await using var second = await first.RestartAsync();
        using var again = second.CreateCaller();
        await PostAsync(again, stage, internalId: null);
        await second.DrainAsync();

        second.Gateway.Sent.ShouldHaveSingleItem().Body.ShouldBe(Text);
        (await Codes.IsStoredAsync(second, Secret)).ShouldBeFalse();
    }

    private static Task PostAsync(CampaignStage stage, long? internalId) => PostAsync(stage.App.CreateCaller(), stage, internalId);

    /// <summary>As TwoFactorServiceImpl does: one entry, without the tenant, by the sender that was chosen.</summary>
    private static async Task PostAsync(HttpClient core, CampaignStage stage, long? internalId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sms")
        {
            Content = new StringContent(JsonSerializer.Serialize(new[] { new { internalId, mobileNumber = "0712345678", message = Text, providerId = 2222 } }, Sparse), System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Fineract-Platform-TenantId", stage.Tenant.Id);
        request.Headers.Add("Fineract-Tenant-App-Key", stage.AppKey);
        using var answer = await core.SendAsync(request, Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    private static async Task QuietAsync(CampaignStage stage)
    {
        await stage.App.MeddleAsync(
            "INSERT INTO quiet_hours (tenant_id, class, begins, ends, time_zone) SELECT id, 'transactional', '00:00', '23:59', 'UTC' FROM tenant WHERE identifier = @Id", new { stage.Tenant.Id });
        await stage.App.MeddleAsync("UPDATE text_directory SET version = version + 1");
        await stage.App.Services.GetRequiredService<SmsBridge.TenantTexts.TextDirectory>().RefreshAsync(Cancellation);
    }
}

/// <summary>What the store has of two-factor codes.</summary>
internal static class Codes
{
    public static async Task<long> CountAsync(SmsBridgeApp app) => (await app.QueryAsync<long>("SELECT COUNT(*) FROM code_text")).Single();

    /// <summary>In the file, its log of writes and its log of lines; or in any row of any table.</summary>
    public static async Task<bool> IsStoredAsync(SmsBridgeApp app, string secret)
    {
        if (!TestDatabase.IsPostgres)
        {
            return app.StoredBytes().AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(secret)) >= 0;
        }

        foreach (var table in await app.QueryAsync<string>("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"))
        {
            if ((await app.QueryAsync<long>($"SELECT COUNT(*) FROM \"{table}\" AS kept WHERE position(@secret IN CAST(kept AS text)) > 0 OR position(@hex IN CAST(kept AS text)) > 0",
                new { secret, hex = Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(secret)) })).Single() > 0)
            {
                return true;
            }
        }

        return false;
    }
}
