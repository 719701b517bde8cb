using SmsBridge.Gateways;
using SmsBridge.Gateways.Twilio;
using SmsBridge.Tests.Documents;

namespace SmsBridge.Tests.Gateways.Twilio;

/// <summary>The codes of twilio.md 5, row by row.</summary>
public class TwilioCodesTests
{
    public static TheoryData<int, string, string, int?> Reference => new()
    {
        { 20429, nameof(FailureClass.Throttled), nameof(TwilioRetry.Again), null },
        { 14107, nameof(FailureClass.Throttled), nameof(TwilioRetry.Again), 5 },
        { 21611, nameof(FailureClass.Throttled), nameof(TwilioRetry.Again), 5 },
        { 20500, nameof(FailureClass.Transient), nameof(TwilioRetry.Reconcile), null },
        { 20503, nameof(FailureClass.Transient), nameof(TwilioRetry.Reconcile), null },
        { 21730, nameof(FailureClass.Transient), nameof(TwilioRetry.Again), null },
        { 20003, nameof(FailureClass.Credentials), nameof(TwilioRetry.Never), null },
        { 20005, nameof(FailureClass.Credentials), nameof(TwilioRetry.Never), null },
        { 10001, nameof(FailureClass.Credentials), nameof(TwilioRetry.Never), null },
        { 20008, nameof(FailureClass.Configuration), nameof(TwilioRetry.Never), null },
        { 20404, nameof(FailureClass.Configuration), nameof(TwilioRetry.Never), null },
        { 21211, nameof(FailureClass.Permanent), nameof(TwilioRetry.Never), null },
        { 21212, nameof(FailureClass.Configuration), nameof(TwilioRetry.Never), null },
        { 21214, nameof(FailureClass.Permanent), nameof(TwilioRetry.Never), null },
        { 21217, nameof(FailureClass.Permanent), nameof(TwilioRetry.Never), null },
        { 21408, nameof(FailureClass.Configuration), nameof(TwilioRetry.Never), null },
        { 21601, nameof(FailureClass.Configuration), nameof(TwilioRetry.Never), null },
        { 21602, nameof(FailureClass.Permanent), nameof(TwilioRetry.Never), null },
        { 21619, nameof(FailureClass.Permanent), nameof(TwilioRetry.Never), null },
        { 21603, nameof(FailureClass.Configuration), nameof(TwilioRetry.Never), null },
        { 21604, nameof(FailureClass.Permanent), nameof(TwilioRetry.Never), null },
        { 21605, nameof(FailureClass.Permanent), nameof(TwilioRetry.Never), null },
        { 21617, nameof(FailureClass.Permanent), nameof(TwilioRetry.Never), null },
        { 21606, nameof(FailureClass.Configuration), nameof(TwilioRetry.Never), null },
        { 21608, nameof(FailureClass.Configuration), nameof(TwilioRetry.Never), null },
        { 21609, nameof(FailureClass.Configuration), nameof(TwilioRetry.Never), null },
        { 21610, nameof(FailureClass.OptedOut), nameof(TwilioRetry.Never), null },
        { 21612, nameof(FailureClass.Permanent), nameof(TwilioRetry.Never), null },
        { 21614, nameof(FailureClass.Permanent), nameof(TwilioRetry.Never), null },
        { 21635, nameof(FailureClass.Permanent), nameof(TwilioRetry.Never), null },
        { 21659, nameof(FailureClass.Configuration), nameof(TwilioRetry.Never), null },
        { 21660, nameof(FailureClass.Configuration), nameof(TwilioRetry.Never), null },
        { 21661, nameof(FailureClass.Configuration), nameof(TwilioRetry.Never), null },
        { 21703, nameof(FailureClass.Configuration), nameof(TwilioRetry.Never), null },
        { 21704, nameof(FailureClass.Configuration), nameof(TwilioRetry.Never), null },
        { 21705, nameof(FailureClass.Configuration), nameof(TwilioRetry.Never), null },
        { 63038, nameof(FailureClass.Throttled), nameof(TwilioRetry.Again), 1440 },
        { 30001, nameof(FailureClass.Throttled), nameof(TwilioRetry.ResendOnce), 30 },
        { 30002, nameof(FailureClass.Configuration), nameof(TwilioRetry.Never), null },
        { 30003, nameof(FailureClass.Transient), nameof(TwilioRetry.ResendOnce), 60 },
        { 30004, nameof(FailureClass.Permanent), nameof(TwilioRetry.Never), null },
        { 30005, nameof(FailureClass.Permanent), nameof(TwilioRetry.Never), null },
        { 30006, nameof(FailureClass.Permanent), nameof(TwilioRetry.Never), null },
        { 30007, nameof(FailureClass.Permanent), nameof(TwilioRetry.Never), null },
        { 30008, nameof(FailureClass.Transient), nameof(TwilioRetry.ResendOnce), null },
        { 30009, nameof(FailureClass.Permanent), nameof(TwilioRetry.Never), null },
        { 30010, nameof(FailureClass.Permanent), nameof(TwilioRetry.Never), null },
        { 30017, nameof(FailureClass.Throttled), nameof(TwilioRetry.ResendOnce), 15 },
        { 30022, nameof(FailureClass.Throttled), nameof(TwilioRetry.ResendOnce), 15 },
        { 30021, nameof(FailureClass.Transient), nameof(TwilioRetry.ResendOnce), null },
        { 30023, nameof(FailureClass.Throttled), nameof(TwilioRetry.ResendOnce), 1440 },
        { 30024, nameof(FailureClass.Configuration), nameof(TwilioRetry.Never), null },
        { 30032, nameof(FailureClass.Configuration), nameof(TwilioRetry.Never), null },
        { 30033, nameof(FailureClass.Configuration), nameof(TwilioRetry.Never), null },
        { 30034, nameof(FailureClass.Configuration), nameof(TwilioRetry.Never), null },
        { 30035, nameof(FailureClass.Configuration), nameof(TwilioRetry.Never), null },
        { 30036, nameof(FailureClass.Transient), nameof(TwilioRetry.ResendOnce), null },
        { 30410, nameof(FailureClass.Transient), nameof(TwilioRetry.ResendOnce), null },
        { 30450, nameof(FailureClass.Permanent), nameof(TwilioRetry.Never), null },
        { 30500, nameof(FailureClass.Transient), nameof(TwilioRetry.ResendOnce), null },
    };

    [Theory]
    [MemberData(nameof(Reference))]
    public void Every_code_of_the_reference_has_its_class(int code, string failure, string retry, int? waitMinutes)
    {
        var row = TwilioCodes.Find(code).ShouldNotBeNull();

        row.Class.ToString().ShouldBe(failure);
        row.Retry.ToString().ShouldBe(retry);
        row.Wait.ShouldBe(waitMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null);
    }

    [Fact]
    public void The_table_holds_the_reference_and_nothing_else()
    {
        TwilioCodes.All.Select(row => row.Code).Order().ShouldBe(Reference.Select(row => row.Data.Item1).Order());
    }

    [Theory]
    [InlineData(nameof(FailureClass.Throttled))]
    [InlineData(nameof(FailureClass.Transient))]
    [InlineData(nameof(FailureClass.Credentials))]
    [InlineData(nameof(FailureClass.Configuration))]
    [InlineData(nameof(FailureClass.OptedOut))]
    [InlineData(nameof(FailureClass.Permanent))]
    public void The_document_has_the_same_classes(string failure)
    {
        var line = DocumentFiles.Read("docs/reference/twilio.md").Split('\n').Single(line => line.StartsWith($"| {failure} | ", StringComparison.Ordinal));

        line.Split('|')[2].Trim().ShouldBe(string.Join(", ", TwilioCodes.All.Where(row => row.Class.ToString() == failure).Select(row => row.Code).Order()));
    }

    [Fact]
    public void Every_code_tells_support_what_happened_and_what_to_do()
    {
        foreach (var row in TwilioCodes.All)
        {
            row.Meaning.ShouldEndWith(".", customMessage: $"{row.Code}");
            row.Remedy.ShouldEndWith(".", customMessage: $"{row.Code}");
        }
    }

    [Fact]
    public void What_never_helps_to_repeat_is_never_called_transient()
    {
        foreach (var row in TwilioCodes.All)
        {
            var isPassing = row.Class is FailureClass.Transient or FailureClass.Throttled;
            (row.Retry != TwilioRetry.Never).ShouldBe(isPassing, $"{row.Code}");
        }
    }

    [Theory]
    [InlineData(400, null, FailureClass.Permanent, TwilioRetry.Never)]
    [InlineData(400, 29999, FailureClass.Permanent, TwilioRetry.Never)]
    [InlineData(401, null, FailureClass.Credentials, TwilioRetry.Never)]
    [InlineData(403, null, FailureClass.Configuration, TwilioRetry.Never)]
    [InlineData(403, 29999, FailureClass.Configuration, TwilioRetry.Never)]
    [InlineData(404, null, FailureClass.Configuration, TwilioRetry.Never)]
    [InlineData(408, null, FailureClass.Transient, TwilioRetry.Reconcile)]
    [InlineData(422, null, FailureClass.Permanent, TwilioRetry.Never)]
    [InlineData(429, null, FailureClass.Throttled, TwilioRetry.Again)]
    [InlineData(500, null, FailureClass.Transient, TwilioRetry.Reconcile)]
    [InlineData(500, 20500, FailureClass.Transient, TwilioRetry.Reconcile)]
    [InlineData(502, null, FailureClass.Transient, TwilioRetry.Reconcile)]
    [InlineData(503, 20503, FailureClass.Transient, TwilioRetry.Reconcile)]
    [InlineData(503, 21730, FailureClass.Transient, TwilioRetry.Again)]
    [InlineData(400, 21730, FailureClass.Transient, TwilioRetry.Again)]
    [InlineData(500, 21211, FailureClass.Transient, TwilioRetry.Reconcile)]
    [InlineData(302, null, FailureClass.Configuration, TwilioRetry.Never)]
    internal void Without_a_code_the_http_status_decides(int httpStatus, int? code, FailureClass failure, TwilioRetry retry)
    {
        var judged = TwilioCodes.JudgeCreate(httpStatus, code);

        judged.Class.ShouldBe(failure);
        judged.Retry.ShouldBe(retry);
    }

    [Theory]
    [InlineData("30003", 30003)]
    [InlineData("http-404", null)]
    [InlineData("timeout", null)]
    [InlineData("99999", null)]
    [InlineData(null, null)]
    public void A_stored_code_is_found_again(string? stored, int? code)
    {
        TwilioCodes.Find(stored)?.Code.ShouldBe(code!.Value);
        (TwilioCodes.Find(stored) is null).ShouldBe(code is null);
    }
}
