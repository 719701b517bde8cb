using SmsBridge.Hosting;

namespace SmsBridge.Tests.Hosting;

/// <summary>A variable that names the file in which the value is.</summary>
public sealed class EnvironmentSettingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-secret-");
    private readonly string _prefix = $"SMSBRIDGE_TEST_{Guid.NewGuid():N}_"; // the environment is everybody's
    private readonly List<string> _variables = [];

    public void Dispose()
    {
        _variables.ForEach(name => Environment.SetEnvironmentVariable(name, null));
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("Host=db;Password=x", "Host=db;Password=x")]
    [InlineData("Host=db;Password=x\n", "Host=db;Password=x")]
    [InlineData("Host=db;Password=x \r\n", "Host=db;Password=x ")] // a blank may be part of a password
    [InlineData("two\nlines", "two\nlines")]
    public void The_value_is_what_the_file_holds_without_its_last_line_end(string text, string value)
    {
        var file = Write(text);
        Set("Storage__ConnectionString_FILE", file);

        var settings = Load();

        settings.TryGet("Storage:ConnectionString", out var read).ShouldBeTrue();
        read.ShouldBe(value);
        settings.TryGet("Storage:ConnectionString_FILE", out _).ShouldBeFalse(); // nobody knows a setting of that name
        settings.OriginOf("Storage:ConnectionString").ShouldBe($"{file} (Storage__ConnectionString_FILE)");
    }

    [Fact]
    public void Of_other_peoples_variables_no_file_is_read()
    {
        Set("POSTGRES_PASSWORD_FILE", "/no/such/file");
        Set("Somebody__Elses_FILE", "/no/such/file");
        Set("Numbers__DefaultRegion", "KE");

        var settings = Load();

        settings.TryGet("Numbers:DefaultRegion", out var region).ShouldBeTrue();
        region.ShouldBe("KE");
        settings.OriginOf("Numbers:DefaultRegion").ShouldBeNull();
    }

    [Fact]
    public void A_setting_that_is_given_by_itself_too_is_refused()
    {
        Set("Core__Tenants__default__Password", "one");
        Set("Core__Tenants__default__Password_FILE", Write("other"));

        Problem().ShouldStartWith("Core:Tenants:default:Password: it is given twice");
    }

    [Fact]
    public void A_file_that_is_not_there_or_holds_nothing_or_too_much_is_named_with_its_variable()
    {
        Set("Core__Tenants__default__Token_FILE", Path.Combine(_folder.FullName, "none"));
        Problem().ShouldBe($"Core__Tenants__default__Token_FILE: there is no file {Path.Combine(_folder.FullName, "none")}.");

        Set("Core__Tenants__default__Token_FILE", Write("\n"));
        Problem().ShouldEndWith("is empty.");

        Set("Core__Tenants__default__Token_FILE", Write(new string('x', 70_000)));
        Problem().ShouldContain("holds more than 65536 bytes");

        Set("Core__Tenants__default__Token_FILE", " ");
        Problem().ShouldContain("without a name");

        Set("Core__Tenants__default__Token_FILE", _folder.FullName); // a folder
        Problem().ShouldStartWith("Core__Tenants__default__Token_FILE: ");
    }

    private string Problem() => Should.Throw<WrongSettingException>(() => Load()).Message;

    private EnvironmentSettings Load()
    {
        var settings = new EnvironmentSettings(_prefix);
        settings.Load();
        return settings;
    }

    private void Set(string name, string value)
    {
        _variables.Add(_prefix + name);
        Environment.SetEnvironmentVariable(_prefix + name, value);
    }

    private string Write(string text)
    {
        var file = Path.Combine(_folder.FullName, Guid.NewGuid().ToString("N"));
        File.WriteAllText(file, text);
        return file;
    }
}
