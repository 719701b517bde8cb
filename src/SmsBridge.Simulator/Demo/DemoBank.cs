using System.Text;
using SmsBridge.Simulator.Core;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Simulator.Demo;

/// <summary>The made-up bank of the demo: one tenant, two clients, one loan, three repayments of which the tour tells only the first. <see cref="DemoEvents"/> adds what it needs.</summary>
internal static class DemoBank
{
    public const string Tenant = "default";
    public const string Sender = "+15005550006";
    public const string Mobile = "+254712345678";
    public const string MobileInTheCore = "0712 345 678";
    public const string ClientName = "Jane Wanjiru";
    public const long ClientId = 7;
    public const long ClientWithoutNumberId = 8;
    public const long LoanId = 31;
    public const decimal Amount = 1_500m;

    private const string User = "mifos";
    private const string Password = "password";
    private const string AccountSid = "AC00000000000000000000000000000001";
    private const string AuthToken = "0123456789abcdef0123456789abcdef";

    /// <summary>The hook's settings and what the core adds to them on its first event.</summary>
    public static HookRegistration Registration(StandInCore core) => new(
        Sender, "twilio", AccountSid, AuthToken, Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}")), core.BaseUrl);

    public static void Open(StandInTwilio twilio) => twilio.AddAccount(AccountSid, AuthToken, [Sender]);

    /// <summary>Fills the core's books.</summary>
    /// <returns>The books, and the repayments' transaction ids.</returns>
    public static (StandInTenant Books, IReadOnlyList<long> Repayments) Open(StandInCore core, DateOnly today)
    {
        var tenant = core.AddTenant(Tenant, new StandInUser(User, Password) { Permissions = ["ALL_FUNCTIONS"] }); // as the first user of a fresh core
        tenant.AddClient(ClientId, ClientName, MobileInTheCore);
        tenant.AddClient(ClientWithoutNumberId, "Otieno Odhiambo", mobileNo: null);
        var loan = tenant.AddLoan(LoanId, ClientId, principal: 10_000m);
        return (tenant, [.. Enumerable.Range(0, 3).Select(_ => tenant.AddRepayment(loan.Id, Amount, today))]);
    }
}
