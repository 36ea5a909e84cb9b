using EdgeResNet.Shared.Files;

namespace EdgeResNet.Tests.Files;

public sealed class ScratchFolderTest
{
    [Fact]
    public void What_a_killed_process_left_is_removed_and_what_is_in_use_stays()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux");
        string left = Directory.CreateTempSubdirectory("edgeresnet-test-left-").FullName;
        string foreign = Directory.CreateTempSubdirectory("edgeresnet-test-foreign-").FullName; // has no lock
        string kept = Directory.CreateTempSubdirectory("edgeresnet-test-kept-").FullName;
        string link = Path.Combine(Path.GetTempPath(), $"edgeresnet-test-link-{Guid.NewGuid():N}");
        try
        {
            File.WriteAllText(Path.Combine(left, ".lock"), "");
            File.WriteAllText(Path.Combine(left, "null.onnx"), "x");
            File.WriteAllText(Path.Combine(kept, ".lock"), "");
            Directory.CreateSymbolicLink(link, foreign);
            using FileStream living = new(Path.Combine(kept, ".lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            string path;
            using (ScratchFolder first = new("test-own"))
            using (ScratchFolder second = new("test-own"))
            {
                path = first.Path;
                File.WriteAllText(first["a"], "x");
                Assert.True(Directory.Exists(first.Path) && Directory.Exists(second.Path));
            }

            Assert.False(Directory.Exists(path));
            Assert.False(Directory.Exists(left));
            Assert.True(Directory.Exists(foreign) && Directory.Exists(kept));
        }
        finally
        {
            File.Delete(link);
            Directory.Delete(foreign, recursive: true);
            Directory.Delete(kept, recursive: true);
        }
    }
}
