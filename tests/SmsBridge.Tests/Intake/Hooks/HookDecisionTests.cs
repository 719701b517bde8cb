using SmsBridge.Intake.Hooks;
using SmsBridge.Ledger;
using SmsBridge.Messages;

namespace SmsBridge.Tests.Intake.Hooks;

public class HookDecisionTests
{
    private static readonly HookFacts Created = new() { Succeeded = true, ClientId = 7, ResourceId = 7 };
    private static readonly HookFacts Repaid = new() { Succeeded = true, ClientId = 7, LoanId = 31, ResourceId = 904 };
    private static readonly HookFacts Sms = new() { Succeeded = true, MobileNo = "0712", Message = "Hi" };

    private static readonly MemberProblem Odd = new("clientId", "odd");

    [Fact]
    public void A_new_client_is_accepted_under_the_clients_id() =>
        Decided(EventType.ClientCreate, Created).ShouldBe((Verdict.Accepted, null, null, 7));

    [Fact]
    public void A_new_client_may_be_named_by_the_resource_alone() =>
        Decide(EventType.ClientCreate, Created with { ClientId = null }).ResourceId.ShouldBe(7);

    [Fact]
    public void A_repayment_is_accepted_under_the_transactions_id() =>
        Decided(EventType.LoanRepayment, Repaid).ShouldBe((Verdict.Accepted, null, null, 904));

    [Fact]
    public void A_group_loans_repayment_names_no_client_and_is_still_taken() =>
        Decide(EventType.LoanRepayment, Repaid with { ClientId = null }).Verdict.ShouldBe(Verdict.Accepted);

    [Fact]
    public void A_command_that_failed_is_ignored_whatever_else_its_body_says()
    {
        Decided(EventType.LoanRepayment, Repaid with { Succeeded = false }).ShouldBe((Verdict.Ignored, Reasons.FailedInCore, null, null));
        Decide(EventType.LoanRepayment, Repaid with { Succeeded = false, Problem = Odd }).Reason.ShouldBe(Reasons.FailedInCore);
        Decide(EventType.ClientCreate, default).Reason.ShouldBe(Reasons.FailedInCore);
    }

    [Theory]
    [InlineData("CLIENT", "UPDATE")]
    [InlineData("LOAN", "DISBURSE", ": the tenant does not tell of it.")]
    [InlineData("SAVINGSACCOUNT", "DEPOSIT", ": the tenant does not tell of it.")]
    [InlineData("LOAN", "CREATE", ": the tenant does not tell of it.")]
    [InlineData("LOAN", "CREDITBALANCEREFUND", ": no text can be given to it, as its hook does not name the loan.")]
    [InlineData("CLIENT", "REPAYMENT")]
    [InlineData("SMS", "CREATE")]
    public void What_nobody_handles_is_ignored_odd_ids_and_all(string entity, string action, string why = "")
    {
        var decision = Decided(new EventType(entity, action), Repaid with { Problem = new MemberProblem("clientId", "clientId must be a positive whole number.") });

        decision.ShouldBe((Verdict.Ignored, Reasons.NotHandled, $"{entity} {action}{why}", Repaid.ResourceId));
        HookDecision.IsHandled(new EventType(entity, action)).ShouldBeFalse();
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        Refusal(EventType.ClientCreate, new HookFacts { Succeeded = true }).ShouldBe("clientId is missing in the body.");
        Refusal(EventType.LoanRepayment, Repaid with { LoanId = null }).ShouldBe("loanId is missing in the body.");
        Refusal(EventType.LoanRepayment, Repaid with { ResourceId = null }).ShouldBe("resourceId is missing in the body.");
        Refusal(EventType.SmsSend, Sms with { MobileNo = null }).ShouldBe("mobileNo is missing in the body.");
        Refusal(EventType.SmsSend, Sms with { Message = null }).ShouldBe("message is missing in the body.");
    }

    [Fact]
    public void A_member_that_is_not_what_it_must_be_is_refused_where_an_sms_hangs_on_it()
    {
        Refusal(EventType.ClientCreate, Created with { Problem = Odd }).ShouldBe("odd");
        Refusal(EventType.LoanRepayment, Repaid with { Problem = Odd }).ShouldBe("odd");
        Refusal(EventType.SmsSend, Sms with { Problem = Odd }).ShouldBe("odd");
    }

    [Fact]
    public void A_text_of_the_core_is_known_by_number_and_text()
    {
        var first = Decide(EventType.SmsSend, Sms with { Message = "<p>Hi &amp; bye</p>" });

        first.Verdict.ShouldBe(Verdict.Accepted);
        first.Text.ShouldBe("Hi & bye");
        first.ResourceId.ShouldBeNull();
        Digest(Sms with { Message = "Hi &amp; bye" }).ShouldBe(first.Digest);
        Digest(Sms with { Message = "Hi & bye!" }).ShouldNotBe(first.Digest);
        Digest(Sms with { Message = "Hi & bye", MobileNo = "0713" }).ShouldNotBe(first.Digest);
    }

    private static byte[]? Digest(HookFacts facts) => Decide(EventType.SmsSend, facts).Digest;

    private static (Verdict, string? Reason, string? Detail, long? ResourceId) Decided(EventType type, HookFacts facts)
    {
        var made = Decide(type, facts);
        return (made.Verdict, made.Reason, made.Detail, made.ResourceId);
    }

    private static string? Refusal(EventType type, HookFacts facts)
    {
        var made = HookDecision.Decide(type, facts, HookDecision.IsHandled(type), out var problem);
        (made.Verdict, made.Reason).ShouldBe((Verdict.Refused, Reasons.MalformedBody));
        made.Detail.ShouldBe(problem!.Value.Words);
        return made.Detail;
    }

    private static NewEvent Decide(EventType type, HookFacts facts) => HookDecision.Decide(type, facts, HookDecision.IsHandled(type), out _);
}
