-- Schema hr: the contract with the HR side (Sở Nội vụ). Whoever loads it needs only role danhba_feed.
--
-- There are no foreign keys between unit, person and appointment on purpose: deliveries arrive in any order, and
-- an appointment in an unknown unit or of an unknown person must become visible as a finding, not be refused.
-- Names carry no limit on length or content for the same reason: a broken name is loaded and then reported.

CREATE SCHEMA hr;
COMMENT ON SCHEMA hr IS
  'Dữ liệu tổ chức và nhân sự do cơ quan nội vụ cung cấp / Organisation and staff data supplied by the HR authority';

-- Keys and references are indexed, so their length is bounded; everything else is free text.
CREATE DOMAIN hr.identifier AS text
  CONSTRAINT identifier_is_short CHECK (char_length(VALUE) BETWEEN 1 AND 100);
COMMENT ON DOMAIN hr.identifier IS 'Mã số, 1 đến 100 ký tự / Identifier, 1 to 100 characters';

-- infinity and years outside this range cannot be written as yyyy-mm-dd.
CREATE DOMAIN hr.day AS date
  CONSTRAINT day_is_plausible CHECK (VALUE BETWEEN DATE '1900-01-01' AND DATE '9999-12-31');
COMMENT ON DOMAIN hr.day IS
  'Ngày, có hiệu lực từ 00:00 giờ Việt Nam / Day; it acts at 00:00 Asia/Ho_Chi_Minh';

CREATE TABLE hr.unit (
  realm text NOT NULL CONSTRAINT unit_realm_is_short CHECK (char_length(realm) BETWEEN 1 AND 63),
  code hr.identifier NOT NULL,
  name text NOT NULL,
  kind text NOT NULL DEFAULT 'other' CONSTRAINT unit_kind_is_known CHECK (kind IN (
    'department', 'district', 'town', 'city', 'commune', 'ward', 'township', 'special_zone', 'division', 'other')),
  parent_code hr.identifier,
  mailbox_name text,
  head_person_id hr.identifier,
  status text NOT NULL DEFAULT 'active' CONSTRAINT unit_status_is_known CHECK (status IN ('active', 'dissolved')),
  successor_code hr.identifier,
  effective_from hr.day,
  effective_to hr.day,
  decision_no text,
  decision_date hr.day,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (realm, code)
);
CREATE INDEX unit_parent ON hr.unit (realm, parent_code);
CREATE INDEX unit_head ON hr.unit (realm, head_person_id);

COMMENT ON TABLE hr.unit IS
  'Cơ quan, đơn vị và bộ phận trực thuộc / Agencies, units and their subordinate units';
COMMENT ON COLUMN hr.unit.realm IS 'Hệ thống danh bạ (tỉnh) mà dòng này thuộc về / Realm (province) of the row';
COMMENT ON COLUMN hr.unit.code IS
  'Mã đơn vị, không đổi và không dùng lại / Unit code, stable and never reused';
COMMENT ON COLUMN hr.unit.name IS
  'Tên cơ quan, đơn vị đúng như quyết định thành lập / Name of the unit as its founding decision writes it';
COMMENT ON COLUMN hr.unit.kind IS
  'Loại hình: department sở ban ngành, district huyện, town thị xã, city thành phố, commune xã, ward phường, township thị trấn, special_zone đặc khu, division phòng ban trực thuộc, other khác / Kind of unit, one of these words';
COMMENT ON COLUMN hr.unit.parent_code IS
  'Mã đơn vị cấp trên trực tiếp; để trống nếu là cơ quan cấp tỉnh hoặc cấp huyện / Code of the unit directly above; empty for an agency of its own';
COMMENT ON COLUMN hr.unit.mailbox_name IS
  'Tên hộp thư (toàn bộ phần trước dấu @) ấn định riêng, được ưu tiên hơn quy tắc đặt tên / Explicit mailbox name (the whole part before the @), wins over the naming rule';
COMMENT ON COLUMN hr.unit.head_person_id IS
  'Số hiệu của thủ trưởng đơn vị, người giữ hộp thư đơn vị / Person id of the head, who holds the unit''s mailbox';
COMMENT ON COLUMN hr.unit.status IS
  'Tình trạng: active đang hoạt động, dissolved đã giải thể / Status: active or dissolved';
COMMENT ON COLUMN hr.unit.successor_code IS
  'Mã đơn vị tiếp nhận khi sáp nhập, giải thể / Code of the unit that takes over after a merger or dissolution';
COMMENT ON COLUMN hr.unit.effective_from IS
  'Ngày bắt đầu hoạt động / First day on which the unit exists';
COMMENT ON COLUMN hr.unit.effective_to IS
  'Ngày đầu tiên đơn vị không còn hoạt động (từ 00:00 giờ Việt Nam) / First day on which the unit no longer exists (from 00:00 Asia/Ho_Chi_Minh)';
COMMENT ON COLUMN hr.unit.decision_no IS 'Số quyết định / Number of the decision that the row rests on';
COMMENT ON COLUMN hr.unit.decision_date IS 'Ngày quyết định / Date of the decision';
COMMENT ON COLUMN hr.unit.updated_at IS
  'Thời điểm thay đổi gần nhất, hệ thống tự ghi / Time of the last change, kept by a trigger';

CREATE TABLE hr.person (
  realm text NOT NULL CONSTRAINT person_realm_is_short CHECK (char_length(realm) BETWEEN 1 AND 63),
  id hr.identifier NOT NULL,
  full_name text NOT NULL,
  family_middle_name text,
  given_name text,
  birth_date hr.day,
  gender text,
  phone text,
  staff_class text CONSTRAINT person_staff_class_is_known CHECK (staff_class IN (
    'can_bo', 'cong_chuc', 'vien_chuc', 'nguoi_lao_dong')),
  status text NOT NULL DEFAULT 'working' CONSTRAINT person_status_is_known CHECK (status IN (
    'working', 'duty_suspended', 'long_leave', 'left_province', 'retired', 'resigned', 'dismissed', 'deceased')),
  status_from hr.day,
  registered_at timestamptz CONSTRAINT person_registered_at_is_plausible CHECK (
    registered_at >= TIMESTAMPTZ '1900-01-01 00:00:00Z' AND registered_at < TIMESTAMPTZ '10000-01-01 00:00:00Z'),
  requested_local_part text,
  mailbox_extension text,
  decision_no text,
  decision_date hr.day,
  decided_by text,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (realm, id)
);

COMMENT ON TABLE hr.person IS
  'Cán bộ, công chức, viên chức, người lao động. Không lưu số định danh cá nhân (CCCD) và dân tộc. Người vắng mặt trong dữ liệu không bị coi là đã nghỉ / Staff. No citizen number and no ethnicity is stored. A person absent from the data is never taken to have left';
COMMENT ON COLUMN hr.person.realm IS 'Hệ thống danh bạ (tỉnh) mà dòng này thuộc về / Realm (province) of the row';
COMMENT ON COLUMN hr.person.id IS
  'Số hiệu cán bộ, công chức, viên chức; không đổi, không dùng lại / HR id of the person, stable and never reused';
COMMENT ON COLUMN hr.person.full_name IS 'Họ và tên khai sinh / Full name, family name first';
COMMENT ON COLUMN hr.person.family_middle_name IS
  'Họ và tên đệm, nếu được nhập riêng / Family and middle names where they are kept apart';
COMMENT ON COLUMN hr.person.given_name IS
  'Tên, nếu được nhập riêng; khi đó được ưu tiên hơn việc tự tách tên / Given name where it is kept apart; wins over splitting the full name';
COMMENT ON COLUMN hr.person.birth_date IS
  'Ngày sinh, để phân biệt người trùng tên / Date of birth, tells namesakes apart';
COMMENT ON COLUMN hr.person.gender IS 'Giới tính: male nam, female nữ, other khác / Gender';
COMMENT ON COLUMN hr.person.phone IS 'Số điện thoại công vụ / Office telephone number';
COMMENT ON COLUMN hr.person.staff_class IS
  'Loại đối tượng: can_bo cán bộ, cong_chuc công chức, vien_chuc viên chức, nguoi_lao_dong người lao động / Class of staff';
COMMENT ON COLUMN hr.person.status IS
  'Tình trạng: working đang làm việc, duty_suspended đình chỉ công tác, long_leave nghỉ dài hạn, left_province chuyển ra ngoài tỉnh, retired nghỉ hưu, resigned thôi việc, dismissed buộc thôi việc, deceased từ trần / Status, one of these words';
COMMENT ON COLUMN hr.person.status_from IS
  'Ngày tình trạng có hiệu lực; để trống là có hiệu lực ngay / First day of the status; empty means at once';
COMMENT ON COLUMN hr.person.registered_at IS
  'Thời điểm đăng ký hộp thư, dùng khi trùng tên / Time at which the mailbox was registered, decides between equal names';
COMMENT ON COLUMN hr.person.requested_local_part IS
  'Tên hộp thư cá nhân được đề nghị (phần trước dấu @) / Personal mailbox name asked for (the part before the @)';
COMMENT ON COLUMN hr.person.mailbox_extension IS
  'Phần mở rộng của tên hộp thư, nếu quy chế cho phép / Extension of the mailbox name where the regulation has one';
COMMENT ON COLUMN hr.person.decision_no IS 'Số quyết định / Number of the decision that the row rests on';
COMMENT ON COLUMN hr.person.decision_date IS 'Ngày quyết định / Date of the decision';
COMMENT ON COLUMN hr.person.decided_by IS 'Cơ quan ra quyết định / Body that made the decision';
COMMENT ON COLUMN hr.person.updated_at IS
  'Thời điểm thay đổi gần nhất, hệ thống tự ghi / Time of the last change, kept by a trigger';

CREATE TABLE hr.appointment (
  realm text NOT NULL CONSTRAINT appointment_realm_is_short CHECK (char_length(realm) BETWEEN 1 AND 63),
  id hr.identifier NOT NULL,
  person_id hr.identifier NOT NULL,
  unit_code hr.identifier NOT NULL,
  title text,
  leader_rank smallint NOT NULL DEFAULT 0 CONSTRAINT appointment_leader_rank_is_not_negative CHECK (leader_rank >= 0),
  kind text NOT NULL DEFAULT 'primary' CONSTRAINT appointment_kind_is_known CHECK (kind IN (
    'primary', 'concurrent', 'secondment')),
  effective_from hr.day,
  effective_to hr.day,
  decision_no text,
  decision_date hr.day,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (realm, id)
);
CREATE INDEX appointment_person ON hr.appointment (realm, person_id);
CREATE INDEX appointment_unit ON hr.appointment (realm, unit_code);

COMMENT ON TABLE hr.appointment IS
  'Vị trí công tác của một người tại một đơn vị; mỗi người đang làm việc có đúng một vị trí chính / Post of a person in a unit; everyone working has exactly one primary post';
COMMENT ON COLUMN hr.appointment.realm IS
  'Hệ thống danh bạ (tỉnh) mà dòng này thuộc về / Realm (province) of the row';
COMMENT ON COLUMN hr.appointment.id IS 'Mã vị trí công tác, không đổi / Stable id of the post';
COMMENT ON COLUMN hr.appointment.person_id IS 'Số hiệu của người giữ vị trí / Id of the person';
COMMENT ON COLUMN hr.appointment.unit_code IS 'Mã đơn vị công tác / Code of the unit';
COMMENT ON COLUMN hr.appointment.title IS 'Chức vụ, chức danh / Position or job title';
COMMENT ON COLUMN hr.appointment.leader_rank IS
  'Cấp lãnh đạo: 0 không phải lãnh đạo, 1 cao nhất / Leadership rank: 0 = not a leader, 1 = highest';
COMMENT ON COLUMN hr.appointment.kind IS
  'Loại: primary vị trí chính, concurrent kiêm nhiệm, secondment biệt phái / Kind of post';
COMMENT ON COLUMN hr.appointment.effective_from IS
  'Ngày bắt đầu / First day of the post';
COMMENT ON COLUMN hr.appointment.effective_to IS
  'Ngày đầu tiên không còn giữ vị trí (từ 00:00 giờ Việt Nam) / First day on which the post is no longer held (from 00:00 Asia/Ho_Chi_Minh)';
COMMENT ON COLUMN hr.appointment.decision_no IS 'Số quyết định / Number of the decision that the row rests on';
COMMENT ON COLUMN hr.appointment.decision_date IS 'Ngày quyết định / Date of the decision';
COMMENT ON COLUMN hr.appointment.updated_at IS
  'Thời điểm thay đổi gần nhất, hệ thống tự ghi / Time of the last change, kept by a trigger';

CREATE TABLE hr.delivery (
  id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  realm text NOT NULL CONSTRAINT delivery_realm_is_short CHECK (char_length(realm) BETWEEN 1 AND 63),
  source text NOT NULL DEFAULT 'sql',
  mode text NOT NULL DEFAULT 'delta' CONSTRAINT delivery_mode_is_known CHECK (mode IN ('full', 'delta')),
  declared_people integer CONSTRAINT delivery_declared_people_is_not_negative CHECK (declared_people >= 0),
  declared_units integer CONSTRAINT delivery_declared_units_is_not_negative CHECK (declared_units >= 0),
  content_sha256 text CONSTRAINT delivery_content_sha256_is_hex CHECK (content_sha256 ~ '^[0-9a-f]{64}$'),
  loaded_at timestamptz NOT NULL DEFAULT now(),
  loaded_by text NOT NULL DEFAULT current_user
);
CREATE INDEX delivery_newest ON hr.delivery (realm, id DESC);

COMMENT ON TABLE hr.delivery IS
  'Mỗi lần nạp dữ liệu ghi một dòng, cùng giao dịch với các dòng dữ liệu / One row per load, written in the same transaction as the loaded rows';
COMMENT ON COLUMN hr.delivery.id IS 'Số thứ tự lần nạp / Number of the delivery';
COMMENT ON COLUMN hr.delivery.realm IS 'Hệ thống danh bạ (tỉnh) / Realm (province) of the delivery';
COMMENT ON COLUMN hr.delivery.source IS 'Nguồn dữ liệu / Where the data came from';
COMMENT ON COLUMN hr.delivery.mode IS
  'Phạm vi: full toàn bộ, delta chỉ phần thay đổi / Whether everything was delivered or only what changed';
COMMENT ON COLUMN hr.delivery.declared_people IS
  'Số người do bên gửi khai báo / Number of people that the sender says there are';
COMMENT ON COLUMN hr.delivery.declared_units IS
  'Số đơn vị do bên gửi khai báo / Number of units that the sender says there are';
COMMENT ON COLUMN hr.delivery.content_sha256 IS
  'Mã băm SHA-256 của nội dung tập tin theo thứ tự tên / SHA-256 over the files in name order';
COMMENT ON COLUMN hr.delivery.loaded_at IS 'Thời điểm nạp / Time of the load';
COMMENT ON COLUMN hr.delivery.loaded_by IS 'Người hoặc chương trình nạp / Person or program that loaded it';

CREATE TABLE hr.change (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  realm text NOT NULL,
  table_name text NOT NULL,
  key text NOT NULL,
  op text NOT NULL CONSTRAINT change_op_is_known CHECK (op IN ('insert', 'update', 'delete')),
  at timestamptz NOT NULL DEFAULT now()
);
-- Readers look for rows at or above the oldest transaction that their last snapshot could not see.
CREATE INDEX change_unseen ON hr.change (realm, xid);

COMMENT ON TABLE hr.change IS
  'Mọi thay đổi của hr.unit, hr.person, hr.appointment, do trigger ghi / Every change to hr.unit, hr.person and hr.appointment, recorded by triggers';
COMMENT ON COLUMN hr.change.seq IS
  'Số thứ tự ghi; giao dịch hoàn tất muộn có thể mang số nhỏ hơn / Order of recording; a transaction that commits late may carry a lower number';
COMMENT ON COLUMN hr.change.xid IS
  'Giao dịch đã thay đổi, dùng để không bỏ sót giao dịch muộn / Transaction of the change, so that a reader misses no late commit';
COMMENT ON COLUMN hr.change.realm IS 'Hệ thống danh bạ (tỉnh) của dòng thay đổi / Realm (province) of the changed row';
COMMENT ON COLUMN hr.change.table_name IS 'Bảng: unit, person, appointment / Table of the changed row';
COMMENT ON COLUMN hr.change.key IS 'Mã của dòng thay đổi / Code or id of the changed row';
COMMENT ON COLUMN hr.change.op IS 'Thao tác: insert, update, delete / Operation';
COMMENT ON COLUMN hr.change.at IS 'Thời điểm giao dịch bắt đầu / Start of the changing transaction';

-- Runs before every insert and update of a row. A row that is written again unchanged keeps its time.
CREATE FUNCTION hr.touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    NEW.updated_at := OLD.updated_at;
    IF NEW IS NOT DISTINCT FROM OLD THEN
      RETURN NEW;
    END IF;
  END IF;
  NEW.updated_at := now();
  RETURN NEW;
END
$$;
COMMENT ON FUNCTION hr.touch() IS 'Tự ghi updated_at / Keeps updated_at';

-- Runs once per statement; its argument is the key column of the table. A changed key is one row that went and
-- one that came. Security definer, so that loaders cannot write hr.change themselves.
CREATE FUNCTION hr.record_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  key_column CONSTANT text := TG_ARGV[0];
  changed text;
BEGIN
  changed := CASE TG_OP
    WHEN 'INSERT' THEN format('SELECT realm, %I AS key, ''insert'' AS op FROM new_rows', key_column)
    WHEN 'DELETE' THEN format('SELECT realm, %I AS key, ''delete'' AS op FROM old_rows', key_column)
    ELSE format(
      'SELECT coalesce(n.realm, o.realm) AS realm, coalesce(n.%1$I, o.%1$I) AS key,
              CASE WHEN o.realm IS NULL THEN ''insert'' WHEN n.realm IS NULL THEN ''delete'' ELSE ''update'' END AS op
         FROM old_rows o FULL JOIN new_rows n ON n.realm = o.realm AND n.%1$I = o.%1$I
        WHERE o IS DISTINCT FROM n', key_column)
  END;
  EXECUTE format(
    'WITH changed AS (%s), recorded AS (
       INSERT INTO hr.change (realm, table_name, key, op)
       SELECT realm, %L, key, op FROM changed
       RETURNING realm
     )
     SELECT pg_notify(''danhba'', realm) FROM (SELECT DISTINCT realm FROM recorded) AS touched',
    changed, TG_TABLE_NAME);
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION hr.record_change() IS
  'Ghi hr.change và báo cho dịch vụ / Records hr.change and wakes the service';
REVOKE EXECUTE ON FUNCTION hr.record_change() FROM PUBLIC;

CREATE FUNCTION hr.announce_delivery() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_notify('danhba', NEW.realm);
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION hr.announce_delivery() IS 'Báo có lần nạp mới / Announces a delivery';

-- TRUNCATE would go past the change capture: the service would never hear of it.
CREATE FUNCTION hr.refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'hr.% cannot be truncated: its changes would not be recorded', TG_TABLE_NAME
    USING HINT = 'Use DELETE.', ERRCODE = 'feature_not_supported';
END
$$;
COMMENT ON FUNCTION hr.refuse_truncate() IS 'Từ chối TRUNCATE / Refuses TRUNCATE';

CREATE TRIGGER touch BEFORE INSERT OR UPDATE ON hr.unit FOR EACH ROW EXECUTE FUNCTION hr.touch();
CREATE TRIGGER inserted AFTER INSERT ON hr.unit
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION hr.record_change('code');
CREATE TRIGGER updated AFTER UPDATE ON hr.unit
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION hr.record_change('code');
CREATE TRIGGER deleted AFTER DELETE ON hr.unit
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION hr.record_change('code');
CREATE TRIGGER truncated BEFORE TRUNCATE ON hr.unit FOR EACH STATEMENT EXECUTE FUNCTION hr.refuse_truncate();

CREATE TRIGGER touch BEFORE INSERT OR UPDATE ON hr.person FOR EACH ROW EXECUTE FUNCTION hr.touch();
CREATE TRIGGER inserted AFTER INSERT ON hr.person
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION hr.record_change('id');
CREATE TRIGGER updated AFTER UPDATE ON hr.person
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION hr.record_change('id');
CREATE TRIGGER deleted AFTER DELETE ON hr.person
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION hr.record_change('id');
CREATE TRIGGER truncated BEFORE TRUNCATE ON hr.person FOR EACH STATEMENT EXECUTE FUNCTION hr.refuse_truncate();

CREATE TRIGGER touch BEFORE INSERT OR UPDATE ON hr.appointment FOR EACH ROW EXECUTE FUNCTION hr.touch();
CREATE TRIGGER inserted AFTER INSERT ON hr.appointment
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION hr.record_change('id');
CREATE TRIGGER updated AFTER UPDATE ON hr.appointment
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION hr.record_change('id');
CREATE TRIGGER deleted AFTER DELETE ON hr.appointment
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION hr.record_change('id');
CREATE TRIGGER truncated BEFORE TRUNCATE ON hr.appointment FOR EACH STATEMENT EXECUTE FUNCTION hr.refuse_truncate();

CREATE TRIGGER announced AFTER INSERT ON hr.delivery FOR EACH ROW EXECUTE FUNCTION hr.announce_delivery();

GRANT USAGE ON SCHEMA hr TO danhba_feed, danhba_service;
GRANT SELECT ON ALL TABLES IN SCHEMA hr TO danhba_feed, danhba_service;
GRANT INSERT, UPDATE, DELETE ON hr.unit, hr.person, hr.appointment TO danhba_feed;
GRANT INSERT ON hr.delivery TO danhba_feed;
