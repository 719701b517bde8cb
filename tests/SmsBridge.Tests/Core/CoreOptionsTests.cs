using Microsoft.Extensions.Options;
using SmsBridge.Core;

namespace SmsBridge.Tests.Core;

public class CoreOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => Problems(new CoreOptions()).ShouldBeEmpty();

    [Theory]
    [InlineData("core.example.org")]
    [InlineData("https://svc:s3cret@core.example.org")]
    [InlineData("https://core.example.org/x?y=s3cret")]
    public void A_bad_entry_is_named_by_its_key_and_never_repeated(string entry)
    {
        var problem = Problems(new CoreOptions { AllowedEndpoints = ["https://ok.example", entry] }).ShouldHaveSingleItem();

        problem.ShouldStartWith("Core:AllowedEndpoints:1: ");
        problem.ShouldNotContain("s3cret");
    }

    [Fact]
    public void A_bad_default_endpoint_is_named() =>
        Problems(new CoreOptions { DefaultEndpoint = "nonsense" }).ShouldHaveSingleItem().ShouldStartWith("Core:DefaultEndpoint: ");

    [Fact]
    public void A_missing_ca_file_is_named() =>
        Problems(new CoreOptions { AdditionalCaFile = "/does/not/exist.pem" }).ShouldHaveSingleItem().ShouldStartWith("Core:AdditionalCaFile: ");

    [Fact]
    public void A_ca_file_without_a_certificate_is_named()
    {
        var directory = Directory.CreateTempSubdirectory();
        var file = Path.Combine(directory.FullName, "empty.pem");
        File.WriteAllText(file, "nothing here");

        var problem = Problems(new CoreOptions { AdditionalCaFile = file }).ShouldHaveSingleItem();

        problem.ShouldStartWith("Core:AdditionalCaFile: ");
        directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData("svc", null, null, "Core:Tenants:bank:Password is missing")]
    [InlineData(null, "s3cret", null, "Core:Tenants:bank:Username is missing")]
    [InlineData("svc", "s3cret", "c3ZjOnB3", "Core:Tenants:bank: give either Token or")]
    [InlineData(null, null, "s3cret", "Core:Tenants:bank:Token is not the base64 form")]
    [InlineData(null, null, "c3Zj", "Core:Tenants:bank:Token is not the base64 form")] // "svc": no colon
    public void Half_a_credential_is_named(string? username, string? password, string? token, string expected)
    {
        var options = new CoreOptions
        {
            Tenants = { ["bank"] = new CoreTenantOptions { Username = username, Password = password, Token = token } },
        };

        var problem = Problems(options).ShouldHaveSingleItem();

        problem.ShouldStartWith(expected);
        problem.ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task Misspelt_keys_stop_the_start()
    {
        await using var setup = new CoreSetup(("Core:AlowedEndpoints:0", "https://core.example.org"));

        Should.Throw<InvalidOperationException>(() => setup.Accesses);
    }

    [Fact]
    public async Task Settings_reach_the_options()
    {
        await using var setup = new CoreSetup(
            ("Core:AllowedEndpoints:0", "https://core.example.org"),
            ("Core:Tenants:bank:Endpoint", "https://bank.example/fineract-provider"),
            ("Core:Tenants:bank:Username", "svc"),
            ("Core:Tenants:bank:Password", "pw"));

        var reading = setup.Accesses.Read("bank", "https://core.example.org/x/api", "bWlmb3M6cHc=");

        reading.ShouldBe(new CoreAccessReading.Ready(new CoreAccess(
            "bank", new Uri("https://bank.example/fineract-provider/api/v1"), new CoreCredential.UserPassword("svc", "pw"))));
    }

    [Theory]
    [InlineData("https://core.example.org/x/api", "bWlmb3M6cHc=", null)]
    [InlineData("https://evil.example/x/api", "bWlmb3M6cHc=", "endpoint")]
    [InlineData(null, "bWlmb3M6cHc=", "endpoint")]
    [InlineData("https://core.example.org/x/api", null, "mifosToken")]
    [InlineData("https://core.example.org/x/api", "bWlmb3M6cHc=\r\nX-Evil: 1", "mifosToken")]
    [InlineData("https://core.example.org/x/api", "not base64!", "mifosToken")]
    public async Task A_registration_is_ready_or_refused_by_its_field(string? endpoint, string? token, string? refusedField)
    {
        await using var setup = new CoreSetup(("Core:AllowedEndpoints:0", "https://core.example.org"));

        var reading = setup.Accesses.Read("default", endpoint, token);

        (reading as CoreAccessReading.Refused)?.Field.ShouldBe(refusedField);
        (reading is CoreAccessReading.Ready).ShouldBe(refusedField is null);
    }

    private static IEnumerable<string> Problems(CoreOptions options) =>
        new CoreOptionsValidator().Validate(Options.DefaultName, options).Failures ?? [];
}
