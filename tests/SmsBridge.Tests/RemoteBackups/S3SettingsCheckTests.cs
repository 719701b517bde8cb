using SmsBridge.Hosting;
using SmsBridge.RemoteBackups;
using SmsBridge.Store;

namespace SmsBridge.Tests.RemoteBackups;

/// <summary>A wrong setting of the bucket is told at the start, not in the night when the backup is sent.</summary>
public class S3SettingsCheckTests
{
    [Theory]
    [InlineData("https://s3.example.org")]
    [InlineData("https://s3.example.org:9000/")]
    [InlineData("http://localhost:9000")]
    [InlineData("http://127.0.0.1:9000")]
    [InlineData("http://[::1]:9000")]
    [InlineData("")] // Amazon's
    public void These_are_addresses_of_stores(string endpoint) => Problems(s3 => s3.Endpoint = endpoint).ShouldBeEmpty();

    [Theory]
    [InlineData("http://s3.example.org", "names and numbers of all clients")]
    [InlineData("http://10.0.0.7:9000", "names and numbers of all clients")]
    [InlineData("http://localhost.example.org", "names and numbers of all clients")]
    [InlineData("https://key:secret@s3.example.org", "without bucket, path or key")]
    [InlineData("https://s3.example.org/backups", "without bucket, path or key")]
    [InlineData("https://s3.example.org?x=1", "without bucket, path or key")]
    [InlineData("s3.example.org", "without bucket, path or key")]
    [InlineData("ftp://s3.example.org", "without bucket, path or key")]
    public void These_are_not(string endpoint, string words)
    {
        var problem = Problems(s3 => s3.Endpoint = endpoint).ShouldHaveSingleItem();

        problem.ShouldStartWith("Backup:S3:Endpoint");
        problem.ShouldContain(words);
        problem.ShouldNotContain("secret@");
    }

    [Fact]
    public void What_else_is_wrong_is_named()
    {
        Problems(s3 => s3.Bucket = "s3://backups/").ShouldHaveSingleItem().ShouldStartWith("Backup:S3:Bucket");
        Problems(s3 => s3.Prefix = "/nairobi/").ShouldHaveSingleItem().ShouldStartWith("Backup:S3:Prefix");
        Problems(s3 => s3.Region = "").ShouldHaveSingleItem().ShouldStartWith("Backup:S3:Region");
        Problems(s3 => s3.AccessKeyId = "").ShouldHaveSingleItem().ShouldStartWith("Backup:S3:AccessKeyId is empty");
        Problems(s3 => s3.SecretAccessKey = "two words").ShouldHaveSingleItem().ShouldBe("Backup:S3:SecretAccessKey has a blank or a line break in it.");
        Problems(s3 => s3.Keep = -1).ShouldHaveSingleItem().ShouldStartWith("Backup:S3:Keep");
        Problems(s3 => s3.Timeout = TimeSpan.FromSeconds(1)).ShouldHaveSingleItem().ShouldStartWith("Backup:S3:Timeout");
        Problems(s3 => s3.AdditionalCaFile = "/no/such/file.pem").ShouldHaveSingleItem().ShouldStartWith("Backup:S3:AdditionalCaFile");
    }

    [Fact]
    public void A_file_is_copied_into_a_folder_first_and_a_server_is_not()
    {
        var backup = new BackupOptions { S3 = Good() };

        S3SettingsCheck.Problems(backup, isPostgreSql: false).ShouldHaveSingleItem().ShouldStartWith("Backup:Folder is empty");
        S3SettingsCheck.Problems(backup, isPostgreSql: true).ShouldBeEmpty();
    }

    [Fact]
    public void The_secret_is_not_shown_among_the_settings() => SettingsInForce.Shown("Backup:S3:SecretAccessKey", "hunter2").ShouldNotContain("hunter2");

    private static List<string> Problems(Action<S3Options> change)
    {
        var backup = new BackupOptions { Folder = "/backup", S3 = Good() };
        change(backup.S3);
        return [.. S3SettingsCheck.Problems(backup, isPostgreSql: false)];
    }

    private static S3Options Good() => new() { Bucket = "backups", Endpoint = "https://s3.example.org", Prefix = "nairobi/", AccessKeyId = "AKIA1", SecretAccessKey = "hunter2hunter2" };
}
