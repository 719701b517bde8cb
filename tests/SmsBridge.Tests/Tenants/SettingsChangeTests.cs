using SmsBridge.Tenants;

namespace SmsBridge.Tests.Tenants;

/// <summary>PUT and PATCH as tables: pure.</summary>
public class SettingsChangeTests
{
    private static readonly string[] Providers = ["log", "twilio"];

    private static readonly TenantSettings Current = new(
        "twilio", "AC1", "token", "+15005550006", "https://core.example.org/fineract-provider/api/v1", "bWlmb3M6cGFzcw==", "svc", "secret", "KE");

    private static readonly SettingsRequest Whole = new()
    {
        SmsProvider = "log", SmsProviderAccountId = "A", SmsProviderToken = "T", PhoneNo = "S",
    };

    [Fact]
    public void A_patch_of_nothing_changes_nothing() => Patch(new SettingsRequest()).ShouldBe(Current);

    [Fact]
    public void A_patch_changes_what_it_names()
    {
        Patch(new() { SmsProvider = " TWILIO " }).ShouldBe(Current);
        Patch(new() { SmsProviderAccountId = " AC2 " }).ShouldBe(Current with { AccountId = "AC2" });
        Patch(new() { SmsProviderToken = " t2 " }).ShouldBe(Current with { ProviderToken = "t2" });
        Patch(new() { PhoneNo = " MG1 " }).ShouldBe(Current with { Sender = "MG1" });
        Patch(new() { DefaultRegion = "ug" }).ShouldBe(Current with { DefaultRegion = "UG" });
        Patch(new() { Endpoint = "http://localhost" }).ShouldBe(Current with { CoreEndpoint = "http://localhost" });
        Patch(new() { CoreUsername = "other" }).ShouldBe(Current with { CoreUsername = "other" });
        Patch(new() { CorePassword = " with blanks " }).ShouldBe(Current with { CorePassword = " with blanks " });
    }

    [Fact]
    public void An_empty_text_in_a_patch_clears_what_is_optional()
    {
        Patch(new() { DefaultRegion = "" }).ShouldBe(Current with { DefaultRegion = null });
        Patch(new() { Endpoint = "" }).ShouldBe(Current with { CoreEndpoint = null });
        Patch(new() { CoreUsername = "" }).ShouldBe(Current with { CoreUsername = null, CorePassword = null });
    }

    [Fact]
    public void A_put_falls_back_to_the_operators_settings_and_keeps_the_registered_token() =>
        Put(Whole).ShouldBe(new TenantSettings("log", "A", "T", "S", null, Current.CoreToken, null, null, null));

    [Fact]
    public void A_put_takes_everything_it_names() =>
        Put(Whole with { Endpoint = "http://localhost", CoreUsername = "u", CorePassword = "p", DefaultRegion = "tz" })
            .ShouldBe(new TenantSettings("log", "A", "T", "S", "http://localhost", Current.CoreToken, "u", "p", "TZ"));

    public static TheoryData<string, string> Refused => new()
    {
        { "smsProvider", """{"smsProvider":"pigeon"}""" },
        { "smsProvider", """{"smsProvider":""}""" },
        { "smsProviderAccountId", """{"smsProviderAccountId":" "}""" },
        { "smsProviderToken", """{"smsProviderToken":""}""" },
        { "smsProviderToken", """{"smsProviderToken":"a\nb"}""" },
        { "phoneNo", """{"phoneNo":""}""" },
        { "defaultRegion", """{"defaultRegion":"Kenya"}""" },
        { "defaultRegion", """{"defaultRegion":"ZZ"}""" },
        { "coreUsername", """{"coreUsername":"a:b"}""" },
        { "coreUsername", """{"coreUsername":"a\u0000b"}""" },
        { "coreUsername", """{"coreUsername":"","corePassword":"p"}""" },
        { "corePassword", """{"corePassword":""}""" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_patch_that_can_not_be_right_names_the_field(string field, string json)
    {
        var request = System.Text.Json.JsonSerializer.Deserialize(json, TenantsJson.Default.SettingsRequest)!;

        var (settings, problem) = SettingsChange.Read(Current, request, replace: false, Providers);

        settings.ShouldBeNull();
        problem!.Field.ShouldBe(field);
    }

    [Theory]
    [InlineData("smsProvider")]
    [InlineData("smsProviderAccountId")]
    [InlineData("smsProviderToken")]
    [InlineData("phoneNo")]
    public void A_put_must_be_whole(string field)
    {
        var request = field switch
        {
            "smsProvider" => Whole with { SmsProvider = null },
            "smsProviderAccountId" => Whole with { SmsProviderAccountId = null },
            "smsProviderToken" => Whole with { SmsProviderToken = null },
            _ => Whole with { PhoneNo = null },
        };

        SettingsChange.Read(Current, request, replace: true, Providers).Problem!.Field.ShouldBe(field);
    }

    [Fact]
    public void A_user_without_a_password_is_not_half_taken()
    {
        var without = Current with { CoreUsername = null, CorePassword = null };

        SettingsChange.Read(without, new() { CoreUsername = "svc" }, replace: false, Providers).Problem!.Field.ShouldBe("corePassword");
        SettingsChange.Read(without, new() { CorePassword = "p" }, replace: false, Providers).Problem!.Field.ShouldBe("coreUsername");
        SettingsChange.Read(Current, Whole with { CoreUsername = "svc" }, replace: true, Providers).Problem!.Field.ShouldBe("corePassword");
    }

    [Fact]
    public void Limits_are_those_of_a_cores_columns()
    {
        var longest = new string('a', 100);
        Patch(new() { SmsProviderAccountId = longest }).AccountId.ShouldBe(longest);
        SettingsChange.Read(Current, new() { SmsProviderAccountId = longest + "a" }, replace: false, Providers).Problem!.Field.ShouldBe("smsProviderAccountId");
        SettingsChange.Read(Current, new() { Endpoint = new string('a', 501) }, replace: false, Providers).Problem!.Field.ShouldBe("endpoint");
    }

    [Fact]
    public void A_problem_never_repeats_a_secret()
    {
        var problem = SettingsChange.Read(Current, new() { SmsProviderToken = "hush\n", CorePassword = "hush" }, replace: false, Providers).Problem!;

        problem.Detail.ShouldNotContain("hush");
    }

    private static TenantSettings Patch(SettingsRequest request) => Read(request, replace: false);

    private static TenantSettings Put(SettingsRequest request) => Read(request, replace: true);

    private static TenantSettings Read(SettingsRequest request, bool replace)
    {
        var (settings, problem) = SettingsChange.Read(Current, request, replace, Providers);
        problem.ShouldBeNull();
        return settings!;
    }
}
