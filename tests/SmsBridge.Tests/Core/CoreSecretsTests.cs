using SmsBridge.Core;
using SmsBridge.Simulator.Core;

namespace SmsBridge.Tests.Core;

public class CoreSecretsTests
{
    private static readonly string Token = CoreSetup.Base64($"{CoreSetup.User}:{CoreSetup.Password}");

    [Fact]
    public void Nothing_prints_a_secret()
    {
        object[] printed =
        [
            new CoreCredential.BasicToken(Token),
            new CoreCredential.UserPassword(CoreSetup.User, CoreSetup.Password),
            new CoreAccess("default", new Uri("https://h.example/api/v1"), new CoreCredential.BasicToken(Token)),
            new CoreAccess("default", new Uri("https://h.example/api/v1"), new CoreCredential.UserPassword(CoreSetup.User, CoreSetup.Password)),
            new AuthenticationWire(Token, Authenticated: true, ShouldRenewPassword: null, IsTwoFactorAuthenticationRequired: null),
            new CredentialsWire(CoreSetup.User, CoreSetup.Password),
            new Authentication(new CoreResult<string>.Found(Token), () => { }),
        ];

        foreach (var text in printed.Select(it => it.ToString()!))
        {
            text.ShouldNotContain(Token);
            text.ShouldNotContain(CoreSetup.Password);
        }
    }

    [Fact]
    public void Client_facts_print_neither_name_nor_number()
    {
        var text = new ClientFacts(7, "000000007", "Jane Wanjiru", "Jane", "Wanjiru", "0712345678", "Head Office", "MEM-7", 300, IsActive: true).ToString();

        text.ShouldBe("Client 7");
    }

    [Theory]
    [InlineData("G1")] // the password goes into a URL there
    [InlineData("G4")]
    public async Task Nothing_logs_a_secret_or_a_number(string generation)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var (core, books) = await CoreSetup.StartCoreAsync(Enum.Parse<Generation>(generation));
        await using var _core = core;
        await using var setup = new CoreSetup();

        foreach (var access in new[] { CoreSetup.WithPassword(core), CoreSetup.WithToken(core) })
        {
            await setup.Client.CheckAsync(access, cancellation);
            await setup.Client.GetClientAsync(access, 7, cancellation);
            await setup.Client.GetClientAsync(access, 99, cancellation);
        }

        books.AddUser(new StandInUser(CoreSetup.User, "changed"));
        await setup.Client.GetClientAsync(CoreSetup.WithPassword(core), 7, cancellation);
        core.Faults.Add(new CoreFault("/") { Drop = true });
        await setup.Client.GetClientAsync(CoreSetup.WithPassword(core), 7, cancellation);

        var logs = setup.Logs.Text;
        logs.ShouldContain("1402"); // something was logged at all
        foreach (var secret in new[] { Token, CoreSetup.Password, Uri.EscapeDataString(CoreSetup.Password), "0712", "/authentication", "Wanjiru" })
        {
            logs.ShouldNotContain(secret, Case.Sensitive);
        }
    }
}
