using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Tests.Contract;

public class AtomicFileTest
{
    [Fact]
    public void A_failed_write_leaves_the_old_content_and_no_temporary_file()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        string path = Path.Combine(folder, "a.txt");
        AtomicFile.WriteText(path, "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException();
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder));
    }

    [Fact]
    public void A_place_that_cannot_be_written_to_is_an_unusable_input_with_its_name()
    {
        string file = Path.GetTempFileName();
        string path = Path.Combine(file, "below-a-file.txt");
        Assert.Contains(path, Assert.Throws<InputException>(() => AtomicFile.WriteText(path, "x")).Message, StringComparison.Ordinal);
        File.Delete(file);
    }
}
