using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Sinks;
using OpenCvSharp;

namespace EdgeResNet.Tests.Overlay;

public class PicturePoolTest
{
    [Fact]
    public void A_picture_is_reused_after_its_last_release()
    {
        using PicturePool pool = new(1);
        SharedPicture picture = Assert.IsType<SharedPicture>(pool.Take());
        picture.Hold();
        picture.Release();
        Assert.Null(pool.Take());
        picture.Release();
        Assert.Same(picture, pool.Take());
    }

    [Fact]
    public void A_disposed_pool_frees_idle_pictures_and_the_last_holder_frees_the_rest()
    {
        PicturePool pool = new(2);
        SharedPicture held = Assert.IsType<SharedPicture>(pool.Take());
        SharedPicture free = Assert.IsType<SharedPicture>(pool.Take());
        held.Hold();
        free.Release();
        pool.Dispose();
        pool.Dispose();
        Assert.Equal((false, true), (held.Mat.IsDisposed, free.Mat.IsDisposed));
        held.Release();
        Assert.False(held.Mat.IsDisposed);
        held.Release();
        Assert.True(held.Mat.IsDisposed);
        Assert.Throws<ObjectDisposedException>(pool.Take);
    }

    [Fact]
    public void Readers_of_any_speed_see_stable_pictures_and_drawing_never_waits()
    {
        const int pictures = 3000;
        int[] read = [0, 0];
        using PicturePool pool = new(1 + (2 * 2)); // for each reader one that waits and one in hand
        using (SinkWorker<SharedPicture> fast = Reader(picture => read[0] += Read(picture, 0)))
        using (SinkWorker<SharedPicture> slow = Reader(picture => read[1] += Read(picture, 2)))
        {
            for (int i = 0; i < pictures; i++)
            {
                SharedPicture picture = Assert.IsType<SharedPicture>(pool.Take());
                picture.Mat.Create(64, 64, MatType.CV_8UC4);
                picture.Mat.SetTo(Scalar.All(i % 256));
                Offer(fast, picture);
                Offer(slow, picture);
                picture.Release();
                Thread.SpinWait(200);
            }

            fast.Finish(TimeSpan.FromMinutes(1));
            slow.Finish(TimeSpan.FromMinutes(1));
        }

        Assert.All(read, count => Assert.InRange(count, 1, pictures));
        Assert.All(Enumerable.Range(0, 1 + (2 * 2)), _ => Assert.NotNull(pool.Take()));
    }

    [Fact]
    public void Taking_sharing_and_releasing_allocate_nothing()
    {
        using PicturePool pool = new(3);
        using SinkWorker<SharedPicture> newest = Reader(_ => { });
        Assert.Equal(0, Allocation.OfThousandCalls(_ =>
        {
            SharedPicture picture = pool.Take()!; // there are three
            Offer(newest, picture);
            picture.Release();
        }));
    }

    private static SinkWorker<SharedPicture> Reader(Action<SharedPicture> read)
    {
        SinkWorker<SharedPicture> worker = new(new(new("reader"), 1, WhenFull.NewestWins) { Release = static picture => picture.Release() }, picture =>
        {
            read(picture);
            return Outcome.Delivered;
        });
        worker.Start();
        return worker;
    }

    private static void Offer(SinkWorker<SharedPicture> worker, SharedPicture picture)
    {
        picture.Hold();
        worker.Add(picture);
    }

    // Reads it twice with a pause between; negative if it changed.
    private static int Read(SharedPicture picture, int pause)
    {
        byte value = picture.Mat.At<byte>(0, 0);
        RealTime.Pass(pause);
        using Mat single = picture.Mat.Reshape(1);
        Cv2.MinMaxLoc(single, out double least, out double most);
        return (least, most) == (value, value) ? 1 : -1_000_000;
    }
}
